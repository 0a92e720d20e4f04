/** Filled in by vite.config.ts: two words of the texts, so that the loader carries no text file. */
declare const __LAUNCHER_EN__: string
declare const __LAUNCHER_JA__: string
/** A plain `import()`, without the preloading that Vite would wrap round it. */
declare const __IMPORT__: (address: string) => Promise<typeof import('./app/main.tsx')>
