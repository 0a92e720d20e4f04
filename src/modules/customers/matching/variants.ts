/**
 * Characters that one name or address is written with now and another time: an older or odd form, then the plain one.
 * 斎, 斉, 齋 and 齊 stand for one another in people's own hands, and so do 島, 嶋 and 嶌.
 */
const pairs = `
髙高 﨑崎 嵜崎 濵浜 濱浜 澤沢 邊辺 邉辺 齋斎 齊斎 斉斎 廣広 國国 櫻桜 德徳 惠恵 眞真 壽寿 瀨瀬 嶋島 嶌島 龍竜 籐藤 冨富 禮礼 榮栄 藏蔵 曾曽 萬万 與与 遙遥 彌弥 黑黒
淸清 靜静 圓円 關関 實実 兒児 莊荘 條条 曻昇 舘館 峯峰 渕淵 渊淵 埜野 舩船 桒桑 𠮷吉 𡈽土 圡土 𣘺橋 槗橋 澁渋 澀渋 檜桧 會会 學学 聲声 將将 曉暁 步歩 增増 戶戸
敎教 橫横 祿禄 穗穂 縣県 譽誉 豐豊 鄕郷 鄉郷 鐵鉄 鉃鉄 顯顕 麥麦 龜亀 瀧滝 淺浅 濟済 燒焼 爲為 當当 發発 稻稲 緣縁 緖緒 總総 聰聡 臺台 薰薫 藝芸 藥薬 號号 裝装 覺覚
觀観 讓譲 賴頼 邨村 釋釈 鎭鎮 靈霊 鷄鶏 鷗鴎 黃黄 點点 齡齢 堯尭 巖巌 嶽岳 栁柳 桺柳 枩松 栢柏 楳梅 槇槙 溫温 煕熙 禰祢 籠篭 絲糸 繪絵 翆翠 蘆芦 薗園 衞衛 逹達 劍剣
劔剣 劒剣 釼剣 靍鶴 靏鶴 穎頴 壺壷 彥彦 恆恒 悅悦 愼慎 拔抜 數数 晉晋 來来 梹浜 滿満 灣湾 狹狭 獨独 畫画 竒奇 經経 繼継 續続 羙美 舊旧 藪薮 證証 隨随 雙双 驛駅 鴈雁
鶯鴬 凉涼 巢巣 帶帯 效効 勳勲 嚴厳 寬寛 寶宝 寳宝 專専 對対 屬属 應応 懷懐 擴拡 曆暦 樂楽 樓楼 權権 歸帰 氣気 澈徹 爭争 狀状 珎珍 瑤瑶 產産 盡尽 硏研 祕秘 禪禅 竝並
箏筝 篤笃 粹粋 綠緑 繩縄 肅粛 萠萌 虛虚 螢蛍 豫予 豬猪 踐践 輕軽 辨弁 遞逓 遲遅 郞郎 鄰隣 錄録 鍊錬 鑛鉱 閒間 雜雑 靑青 鹽塩 麴麹 默黙 齒歯 亞亜 假仮 傳伝 價価 儉倹
團団 圍囲 壯壮 奧奥 孃嬢 寢寝 峽峡 彈弾 從従 惡悪 戀恋 戰戦 搖揺 攝摂 朙明 棧桟 檢検 歐欧 歡歓 毆殴 沒没 涉渉 渴渇 溪渓 滯滞 瀆涜 爐炉 犧犠 瓣弁 癡痴 礒磯 稱称 竊窃
縱縦 纖繊 聽聴 脫脱 舖舗 莖茎 蔣蒋 蠻蛮 衆眾 襃褒 變変 豎竪 轉転 辭辞 邇迩 醫医 釀醸 鈎鉤 錢銭 鑄鋳 闢辟 陷陥 險険 隱隠 驗験 驅駆 體体 髓髄`

const plainOf = new Map<string, string>()
for (const pair of pairs.trim().split(/\s+/)) {
  const [odd, plain] = [...pair]
  plainOf.set(odd!, plain!)
}

/** No two glyphs of one character: 葛󠄀 with a selector of its form is 葛. */
const selectors = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu
const beyondLatin = /[\u0250-\uffff]/

const odd = new RegExp(`[${[...plainOf.keys()].join('')}]`, 'gu')

/** Plain width, plain characters. */
export const plain = (value: string): string => {
  const text = value.normalize('NFKC')
  if (!beyondLatin.test(text)) return text
  return text.replace(selectors, '').replace(odd, (one) => plainOf.get(one)!)
}
