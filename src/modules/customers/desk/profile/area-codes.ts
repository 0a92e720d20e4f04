/**
 * How many digits of a Japanese landline number are its area code, by the list of area codes of the Ministry of Internal
 * Affairs (市外局番の一覧). Four, but for those named here: large cities have fewer, islands and mountains five.
 */
const two = /^0([36]|429|471|4709)/
const five = new RegExp(
  `^0(${[
    '1267|137[247]|139[278]|145[67]|1547|1558|1564|158[67]|163[245]|1648|165[4568]|499[2468]',
    '5769|5979|7468|838[78]|8396|8477|851[24]|9802|991[23]|9969',
  ].join('|')})`,
)
const three = new RegExp(
  `^0(${[
    '11|177|188|19[69]|22[279]|223[4-9]|236|24[59]|25[23]|255[1-69]|257[5-9]|262|27[23]|286|29[238]',
    '42[3-7]|428[1456]|43[234]|44|45|46[28]|47[347]|48[1-9]|492',
    '52|53[459]|54[236]|55[29]|58[23]|59[23]',
    '72[2346-9]|734|75|76[24]|775|78|79[23]|794[0-59]|795[569]',
    '82[258]|824[2349]|829([0169]|2[1-9]|4[1-3])|83[29]|837[678]|849|86[24]|8636[23]|865[23]|869[45]|878|88[68]|899',
    '92[1-9]|93[1-9]|958|96[23]|975|98[89]|992|994[78]',
  ].join('|')})`,
)

/** Of ten digits that begin with 0. */
export const areaCodeLength = (digits: string): 2 | 3 | 4 | 5 => {
  if (two.test(digits)) return 2
  if (five.test(digits)) return 5
  return three.test(digits) ? 3 : 4
}
