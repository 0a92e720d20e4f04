/** Runs `work` in one tab at a time, where the browser can promise that (secure pages). */
export const alone = <T>(name: string, work: () => Promise<T>): Promise<T> =>
  navigator.locks ? navigator.locks.request(name, work) : work()
