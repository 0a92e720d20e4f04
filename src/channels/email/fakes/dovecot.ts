import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, writeFileSync } from 'node:fs'
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

export type FakeImap = {
  host: string
  port: number
  user: string
  /** Puts one mail into INBOX, as a delivery does. */
  deliver: (raw: Uint8Array) => Promise<void>
  /** Many deliveries, written first and put there all at once. */
  deliverAll: (raws: readonly Uint8Array[]) => Promise<void>
  /** Has so many old, seen mails lie there; the server is started anew. */
  fill: (count: number, write: (number: number) => string) => Promise<void>
  /** Names of the mail files and their flags, to see that nothing was altered. */
  list: () => Promise<string[]>
  setPassword: (password: string) => Promise<void>
  /** Gives INBOX a new UIDVALIDITY, as a restored or moved mailbox has. */
  resetUids: () => Promise<void>
  /** Ends the server's processes; the mailbox stays. */
  halt: () => Promise<void>
  start: () => Promise<void>
  /** Ends the server and removes everything. */
  stop: () => Promise<void>
}

const binary = '/usr/sbin/dovecot'
const mailUser = 'help'
const isRoot = process.getuid?.() === 0

/** False where Debian's `dovecot-imapd` is not installed: tests then skip and say so. */
export const available = (): boolean => existsSync(binary) && existsSync('/usr/lib/dovecot/imap')

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Dovecot never opens mail as root, so root lends the mailbox to `nobody`. */
const idsOf = (name: string): { uid: number; gid: number } => ({
  uid: Number(execFileSync('id', ['-u', name], { encoding: 'utf8' })),
  gid: Number(execFileSync('id', ['-g', name], { encoding: 'utf8' })),
})

/** Asks whether a token is good at this URL, to which the token is added. */
const oauth = (folder: string) => `
auth_mechanisms = plain xoauth2
passdb {
  driver = oauth2
  mechanisms = xoauth2
  args = ${folder}/oauth2.conf
}
`

const oauthDetails = (introspect: string) => `
introspection_mode = get
introspection_url = ${introspect}
username_attribute = email
active_attribute = active
active_value = true
`

const configuration = (folder: string, port: number, uid: number, gid: number): string => {
  const me = userInfo().username
  const unprivileged = `
default_internal_user = ${me}
default_login_user = ${me}
default_internal_group = ${execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim()}
service imap-login {
  chroot =
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`
  return `
protocols = imap
listen = 127.0.0.1
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
first_valid_uid = 1
mail_location = maildir:${folder}/mail
mail_uid = ${uid}
mail_gid = ${gid}
${isRoot ? '' : unprivileged}
passdb {
  driver = passwd-file
  args = scheme=PLAIN ${folder}/passwords
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${folder}/mail
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
`
}

/** What the server says next on this connection, or nothing when it says nothing in time. */
const nextLine = async (socket: Socket): Promise<string> => {
  const [line] = await once(socket, 'data', { signal: AbortSignal.timeout(5000) })
  return String(line)
}

const answers = async (port: number, login?: string): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1')
  try {
    const greeting = await nextLine(socket)
    if (!login) return greeting.startsWith('* OK')
    socket.write(`a LOGIN ${mailUser} "${login}"\r\n`)
    return /^a OK|\na OK/.test(await nextLine(socket))
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

const until = async (what: string, condition: () => Promise<boolean>): Promise<void> => {
  const deadline = Date.now() + 60_000
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`dovecot: ${what} took too long`)
    await new Promise((resolve) => {
      setTimeout(resolve, 20)
    })
  }
}

/** A real IMAP server with one user in a folder of its own. */
export const startDovecot = async (
  password: string,
  /** `introspect` makes it take tokens that this URL knows; `capability` is all that it says it can. */
  options: { introspect?: string; capability?: string } = {},
): Promise<FakeImap> => {
  const folder = await mkdtemp(join(tmpdir(), 'engawa-imap-'))
  const port = await freePort()
  const { uid, gid } = idsOf(isRoot ? 'nobody' : userInfo().username)
  const mail = join(folder, 'mail')
  await chmod(folder, 0o755)
  for (const part of ['', 'cur', 'new', 'tmp']) {
    await mkdir(join(mail, part), { recursive: true })
    if (isRoot) await chown(join(mail, part), uid, gid)
  }
  let changes = 0
  const writePassword = async (next: string) => {
    const file = join(folder, 'passwords')
    await writeFile(`${file}.next`, `${mailUser}:{PLAIN}${next}\n`, { mode: 0o644 })
    // Dovecot looks once a second whether the file's time, in whole seconds, is another.
    const time = Math.floor(Date.now() / 1000) - 1000 + ++changes
    await utimes(`${file}.next`, time, time)
    await rename(`${file}.next`, file)
  }
  await writePassword(password)
  const config = join(folder, 'dovecot.conf')
  const { introspect, capability } = options
  const able = capability ? `\nprotocol imap {\n  imap_capability = ${capability}\n}\n` : ''
  if (introspect) await writeFile(join(folder, 'oauth2.conf'), oauthDetails(introspect))
  await writeFile(
    config,
    configuration(folder, port, uid, gid) + (introspect ? oauth(folder) : '') + able,
  )

  let exited: Promise<unknown> | undefined
  let stopProcess: () => unknown = () => {}
  const start = async () => {
    const child = spawn(binary, ['-F', '-c', config], { stdio: 'ignore', detached: true })
    exited = once(child, 'exit')
    // The whole group: asked politely, it waits ten seconds for its clients.
    stopProcess = () =>
      child.pid !== undefined &&
      child.exitCode === null &&
      child.signalCode === null &&
      process.kill(-child.pid, 'SIGKILL')
    await until('starting', () => answers(port)).catch(async (error: Error) => {
      stopProcess()
      const log = await readFile(join(folder, 'dovecot.log'), 'utf8').catch(() => '')
      throw new Error(`${error.message}\n${log}`)
    })
  }
  const halt = async () => {
    stopProcess()
    await exited
  }
  let delivered = 0
  const deliver = async (raw: Uint8Array) => {
    const name = `${Date.now()}.${process.pid}_${++delivered}.test`
    await writeFile(join(mail, 'tmp', name), raw)
    if (isRoot) await chown(join(mail, 'tmp', name), uid, gid)
    await rename(join(mail, 'tmp', name), join(mail, 'new', name))
  }
  const deliverAll = async (raws: readonly Uint8Array[]) => {
    const names = raws.map(() => `${Date.now()}.${process.pid}_${++delivered}.test`)
    for (const [index, name] of names.entries()) {
      await writeFile(join(mail, 'tmp', name), raws[index]!)
      if (isRoot) await chown(join(mail, 'tmp', name), uid, gid)
    }
    for (const name of names) await rename(join(mail, 'tmp', name), join(mail, 'new', name))
  }
  const fill = async (count: number, write: (number: number) => string) => {
    await halt()
    for (let number = 0; number < count; number++) {
      const text = write(number)
      // The size in the name saves the server from looking.
      const name = `1700000000.M${number}P1.test,S=${text.length},W=${text.length}:2,S`
      writeFileSync(join(mail, 'cur', name), text)
      if (isRoot) chownSync(join(mail, 'cur', name), uid, gid)
    }
    await start()
  }
  await start().catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true })
    throw error
  })
  process.once('exit', () => stopProcess())
  return {
    host: '127.0.0.1',
    port,
    user: mailUser,
    deliver,
    deliverAll,
    fill,
    list: async () => [
      ...(await readdir(join(mail, 'new'))).map((name) => `new/${name}`),
      ...(await readdir(join(mail, 'cur'))).map((name) => `cur/${name}`),
    ],
    setPassword: async (next) => {
      await writePassword(next)
      await until('taking the password', () => answers(port, next))
    },
    resetUids: async () => {
      await halt()
      const index = (await readdir(mail)).filter((name) => name.startsWith('dovecot'))
      await Promise.all(index.map((name) => rm(join(mail, name), { recursive: true, force: true })))
      // Dovecot takes the time in seconds for a new UIDVALIDITY: it must not be the old one.
      const list = `3 V${Math.floor(Date.now() / 1000) + 1000} N1 G0123456789abcdef0123456789abcdef\n`
      await writeFile(join(mail, 'dovecot-uidlist'), list)
      if (isRoot) await chown(join(mail, 'dovecot-uidlist'), uid, gid)
      await start()
    },
    halt,
    start,
    stop: async () => {
      await halt()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
