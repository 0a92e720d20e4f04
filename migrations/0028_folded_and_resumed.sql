-- Names are folded further: who holds one of these characters or vowels is found by another text from now on.
insert into customer_search_due (workspace_id, customer_id)
select workspace_id, id from customer
where search_text ~ '[渊𡈽圡𣘺槗澁澀檜會學聲將曉步增戶敎橫祿穗縣譽豐鄕鄉鐵鉃顯麥龜瀧淺濟燒爲當發稻緣緖總聰臺薰藝藥號裝覺觀讓賴邨釋鎭靈鷄鷗黃點齡堯巖嶽栁桺枩栢楳槇溫煕禰籠絲繪翆蘆薗衞逹劍劔劒釼靍靏穎壺彥恆悅愼拔數晉來梹滿灣狹獨畫竒經繼續羙舊藪證隨雙驛鴈鶯凉巢帶效勳嚴寬寶寳專對屬應懷擴曆樂樓權歸氣澈爭狀珎瑤產盡硏祕禪竝箏篤粹綠繩肅萠虛螢豫豬踐輕辨遞遲郞鄰錄鍊鑛閒雜靑鹽麴默齒亞假傳價儉團圍壯奧孃寢峽彈從惡戀戰搖攝朙棧檢歐歡毆沒涉渴溪滯瀆爐犧瓣癡礒稱竊縱纖聽脫舖莖蔣蠻衆襃變豎轉辭邇醫釀鈎錢鑄闢陷險隱驗驅體髓łđðþıœ]|ou[aeiou]|uh([^aeiou]|$)';

-- Where a search for duplicates that was stopped goes on: { position, schema, total, read?, pairs?, keys? }.
alter table match_search add column resume jsonb;
-- What was done before it went on: how fast it is tells what came after.
alter table match_search add column done_before integer not null default 0;
