/** The environment of database programs: no PG* or language variable of the person who starts us may change what they do. */
export const databaseEnvironment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name)),
  ),
  LC_ALL: 'C',
  TZ: 'UTC',
})
