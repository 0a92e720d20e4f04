import type { Frame, Page } from 'playwright-core'

/** What should not be in the document of a mail, as the browser built it. */
export const findWrong = (frame: Frame): Promise<string[]> =>
  frame.evaluate(() => {
    const found: string[] = []
    const [first = ''] = /vector \d+/.exec(document.body.textContent ?? '') ?? []
    const tags =
      'script,style:not([nonce]),link,meta:not([charset],[name]),base,iframe,frame,object,embed,form,input,button,select,textarea,svg,math,template,video,audio,dialog,[id],[popover],[autofocus],[contenteditable]'
    for (const element of document.querySelectorAll(tags))
      found.push(`${first}: ${element.tagName}`)
    for (const element of document.body.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        if (/^on|^style$|^srcset$|^background$|^ping$|action$/i.test(name))
          found.push(`${first}: ${name}`)
        if (name === 'href' && !/^(https?:\/\/|mailto:|tel:)/i.test(value))
          found.push(`${first}: ${value}`)
        if (
          name === 'src' &&
          !/^(data:image\/(png|gif|jpe?g|webp|bmp);|\/api\/v1\/mail-pictures\?token=)/.test(value)
        )
          found.push(`${first}: ${value}`)
      }
      const { position, backgroundImage, transform, zIndex } = getComputedStyle(element)
      if (
        position !== 'static' ||
        backgroundImage !== 'none' ||
        transform !== 'none' ||
        zIndex !== 'auto'
      )
        found.push(
          `${first}: ${element.tagName} ${position} ${backgroundImage} ${transform} ${zIndex}`,
        )
    }
    return found
  })

/** What a mail draws anywhere but in its own frame. */
export const findOutside = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = []
    const log = document.querySelector('[role=log]')!.getBoundingClientRect()
    for (const frame of document.querySelectorAll('iframe')) {
      const { left, right, height } = frame.getBoundingClientRect()
      if (left < log.left || right > log.right || height > 700)
        found.push(`frame ${left} ${right} ${height}`)
    }
    for (const [x, y] of [
      [5, 5],
      [innerWidth - 5, 5],
      [5, innerHeight - 5],
      [log.right - 20, log.bottom + 20],
    ]) {
      const there = document.elementFromPoint(x!, y!)
      if (!there || there.tagName === 'IFRAME') found.push(`drawn at ${x} ${y}`)
    }
    return found
  })

/** Presses every button of the messages that is called so. */
export const pressAll = (page: Page, name: string) =>
  page.evaluate((name) => {
    for (const button of document.querySelectorAll<HTMLElement>('[role=log] button'))
      if (button.textContent === name) button.click()
  }, name)
