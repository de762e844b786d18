import { base64 } from '../../../../api/base64'
import type { Fields } from '../../../../api/patch/json'
import { failure } from '../../script/failure'
import { filesOf } from '../../script/files'
import { slice } from '../../script/options'
import type { Shell } from '../../script/script'
import { isSet, text } from '../../session'
import { addEnvFiles, addFiles, addLiterals, checkSources, configKeyProblems } from './data'
import { metadataOf, type Generator } from './generator'
import { nameHash } from './hash'

/** Data of a Secret, each key once. */
function collector(): { data: Map<string, string>; add: (key: string, value: string) => void } {
  const data = new Map<string, string>()
  return {
    data,
    add: (key, value) => {
      const problems = configKeyProblems(key)
      if (problems.length > 0)
        throw failure(`${JSON.stringify(key)} is not valid key name for a Secret ${problems.join(';')}`)
      if (data.has(key)) throw failure(`cannot add key ${key}, another key by that name already exists`)
      data.set(key, value)
    }
  }
}

function secretOf(shell: Shell, name: string, type: string, data: ReadonlyMap<string, string>): Fields {
  const pairs = [...data].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, base64(value)] as const)
  const sorted = Object.fromEntries(pairs)
  const suffix = isSet(shell.flags, 'append-hash') ? `-${nameHash({ data: sorted, kind: 'Secret', name, type })}` : ''
  return {
    kind: 'Secret',
    apiVersion: 'v1',
    metadata: metadataOf(shell, name + suffix),
    ...(data.size > 0 && { data: sorted }),
    ...(type !== '' && { type })
  }
}

const common = { resource: 'secrets', namespaced: true, failed: 'failed to create secret ' } as const

export const generic: Generator = {
  ...common,
  name: 'secret generic',
  make: (shell, name) => {
    checkSources(shell)
    const { data, add } = collector()
    addLiterals(shell, add)
    addFiles(shell, slice(shell, 'from-file'), add)
    addEnvFiles(shell, 'secret', add)
    return secretOf(shell, name, text(shell.flags, 'type'), data)
  }
}

function fileText(shell: Shell, path: string): string {
  const files = filesOf(shell)
  const found = files.read(path)
  if (found !== undefined) return found
  const why = files.isDirectory(path) ? `read ${path}: is a directory` : `open ${path}: no such file or directory`
  throw failure(`Cannot read file ${path}, ${why}`)
}

/** What crypto/tls says to a pair that is none, as far as its frame tells. Models crypto/tls X509KeyPair. */
function checkPair(cert: string, key: string): void {
  const block = /-----BEGIN ([A-Z0-9 ]+)-----\n[A-Za-z0-9+/=\s]+-----END \1-----/g
  const certs = [...cert.matchAll(block)].map(([, type]) => type!)
  if (certs.length === 0) throw failure('tls: failed to find any PEM data in certificate input')
  if (!certs.includes('CERTIFICATE')) {
    if (certs.length === 1 && certs[0]!.endsWith('PRIVATE KEY'))
      throw failure(
        'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched'
      )
    throw failure(
      `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${certs.join(' ')}]`
    )
  }
  const keys = [...key.matchAll(block)].map(([, type]) => type!)
  if (keys.length === 0) throw failure('tls: failed to find any PEM data in key input')
  if (keys.some((type) => type.endsWith('PRIVATE KEY'))) return
  if (keys.length === 1 && keys[0] === 'CERTIFICATE')
    throw failure('tls: found a certificate rather than a key in the PEM for the private key')
  throw failure(
    `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${keys.join(' ')}]`
  )
}

export const tls: Generator = {
  ...common,
  name: 'secret tls',
  make: (shell, name) => {
    const [certFile, keyFile] = [text(shell.flags, 'cert'), text(shell.flags, 'key')]
    if (certFile === '' || keyFile === '') throw failure('key and cert must be specified')
    const [cert, key] = [fileText(shell, certFile), fileText(shell, keyFile)]
    checkPair(cert, key)
    const data = new Map([
      ['tls.crt', cert],
      ['tls.key', key]
    ])
    return secretOf(shell, name, 'kubernetes.io/tls', data)
  }
}

const dockerKey = '.dockerconfigjson'

export const dockerRegistry: Generator = {
  ...common,
  name: 'secret docker-registry',
  make: (shell, name) => {
    const sources = slice(shell, 'from-file').map((source) =>
      source.includes('=') ? source : `${dockerKey}=${source}`
    )
    const [username, password, email] = ['username', 'password', 'email'].map((what) =>
      text(shell.flags, `docker-${what}`)
    ) as [string, string, string]
    const server =
      shell.flags['docker-server'] === undefined ? 'https://index.docker.io/v1/' : text(shell.flags, 'docker-server')
    if (sources.length === 0 && (username === '' || password === '' || server === ''))
      throw failure(
        'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required'
      )
    const { data, add } = collector()
    if (sources.length > 0) addFiles(shell, sources, add)
    else {
      const entry = {
        ...(username !== '' && { username }),
        ...(password !== '' && { password }),
        ...(email !== '' && { email }),
        auth: base64(`${username}:${password}`)
      }
      data.set(dockerKey, JSON.stringify({ auths: { [server]: entry } }))
    }
    return secretOf(shell, name, 'kubernetes.io/dockerconfigjson', data)
  }
}
