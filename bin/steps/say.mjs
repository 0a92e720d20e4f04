/** To standard error: standard output belongs to what is run afterwards. */
export const say = (text) => process.stderr.write(`${text}\n`)

export const stopWith = (text) => {
  say(text)
  process.exit(1)
}

/** Says what begins, and how long it took. */
export const withProgress = async (text, work) => {
  const began = Date.now()
  say(`${text} …`)
  const result = await work()
  say(`${text}: done in ${((Date.now() - began) / 1000).toFixed(1)} s`)
  return result
}
