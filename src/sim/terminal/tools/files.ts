import { failed, said, syslogTime, clockOf, type Tool } from './tool'
import { expiryOf } from './certificates'

/** ls, with what `-l` shows of what the lab keeps of a file. */
export const ls: Tool = (call) => {
  const { args, disk, machine } = call
  const flags = args.filter((arg) => arg.startsWith('-')).join('')
  const paths = args.filter((arg) => !arg.startsWith('-'))
  const made = syslogTime(clockOf(call, machine, call.world.setup.startAt)).slice(0, 12)
  let stdout = ''
  let stderr = ''
  for (const path of paths.length > 0 ? paths : ['']) {
    if (path !== '' && path !== '.' && path !== '~' && !exists(disk, path)) {
      stderr += `ls: cannot access '${path}': No such file or directory\n`
      continue
    }
    for (const { name, full, isDirectory } of entriesOf(disk, path === '.' || path === '~' ? '' : path)) {
      const isSocket = name.endsWith('.sock')
      const size = isDirectory ? 4_096 : isSocket ? 0 : (disk.get(full) ?? '').length
      const mode = isDirectory
        ? 'drwxr-xr-x'
        : isSocket
          ? 'srw-rw----'
          : /\.key$|\.conf$/.test(name)
            ? '-rw-------'
            : '-rw-r--r--'
      stdout += flags.includes('l') ? `${mode} 1 root root ${String(size).padStart(6)} ${made} ${name}\n` : `${name}\n`
    }
  }
  return { code: stderr === '' ? 0 : 2, stdout, stderr }
}

interface Entry {
  readonly name: string
  readonly full: string
  readonly isDirectory: boolean
}

function entriesOf(disk: ReadonlyMap<string, string>, path: string): Entry[] {
  const clean = path.replace(/(.)\/+$/, '$1')
  if (disk.has(clean)) return [{ name: path, full: clean, isDirectory: false }]
  const prefix = clean === '' ? '' : clean === '/' ? '/' : `${clean}/`
  const found = new Map<string, Entry>()
  for (const file of disk.keys()) {
    if (!file.startsWith(prefix) || (prefix === '' && file.startsWith('/'))) continue
    const [name = '', ...rest] = file.slice(prefix.length).split('/')
    found.set(name, { name, full: prefix + name, isDirectory: rest.length > 0 })
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Whether a path is a file here, or something lies below it. */
function exists(files: Map<string, string>, path: string): boolean {
  const clean = path.replace(/(.)\/+$/, '$1')
  if (files.has(clean) || clean === '/' || clean === '/tmp') return true
  for (const file of files.keys()) if (file.startsWith(`${clean}/`)) return true
  return false
}

/** `openssl x509 -in FILE -noout -dates -subject`, of the certificates that kubeadm lays down. */
export const openssl: Tool = (call) => {
  const { args, disk } = call
  if (args[0] !== 'x509') return failed(`the lab's openssl knows x509; not '${args[0] ?? ''}'\n`)
  const path = args[args.indexOf('-in') + 1] ?? ''
  if (!args.includes('-in') || !disk.has(path))
    return failed(
      `Could not open file or uri for loading certificate from ${path}\nerror: No such file or directory\nUnable to load certificate\n`
    )
  const found = expiryOf(call, path)
  if (!found) return failed(`Could not find certificate from ${path}\nUnable to load certificate\n`)
  const { subject, issuer, notBefore, notAfter, names } = found
  const has = (flag: string) => args.includes(flag)
  let text = ''
  if (has('-text'))
    text += `Certificate:\n    Data:\n        Version: 3 (0x2)\n        Issuer: ${issuer}\n        Validity\n            Not Before: ${notBefore}\n            Not After : ${notAfter}\n        Subject: ${subject}\n${names.length > 0 ? `        X509v3 extensions:\n            X509v3 Subject Alternative Name: \n                ${names.join(', ')}\n` : ''}`
  if (has('-subject')) text += `subject=${subject}\n`
  if (has('-issuer')) text += `issuer=${issuer}\n`
  if (has('-dates') || has('-startdate')) text += `notBefore=${notBefore}\n`
  if (has('-dates') || has('-enddate')) text += `notAfter=${notAfter}\n`
  if (has('-checkend')) {
    const left = found.expiresAt - clockOf(call, call.machine, call.place.at)
    const ends = left < Number(args[args.indexOf('-checkend') + 1]) * 1_000_000
    return said(`${text}Certificate will ${ends ? '' : 'not '}expire\n`, ends ? 1 : 0)
  }
  if (!has('-noout')) text += disk.get(path) ?? ''
  return said(text)
}
