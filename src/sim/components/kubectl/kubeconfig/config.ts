import { fail, ok, type Result } from '../../../../base/result'
import { isYaml, readYaml } from '../../../../base/yaml'
import { goYamlError } from '../go-yaml'
import { toYaml } from '../print/yaml'

export type Fields = Readonly<Record<string, unknown>>
export type Section = 'clusters' | 'contexts' | 'users'

/** A kubeconfig, its lists as tables by name. Models client-go/tools/clientcmd/api. */
export interface Kubeconfig {
  readonly clusters: Map<string, Fields>
  readonly contexts: Map<string, Fields>
  readonly users: Map<string, Fields>
  currentContext: string
  /** In which file a stanza stands, by section and name. */
  readonly origins: Map<string, string>
}

/** The fields of each stanza in the order of api/v1/types.go; those with `!` are written even when empty. */
export const fieldsOf: Readonly<Record<Section, readonly string[]>> = {
  clusters: [
    'server!',
    'tls-server-name',
    'insecure-skip-tls-verify',
    'certificate-authority',
    'certificate-authority-data',
    'proxy-url',
    'disable-compression',
    'extensions'
  ],
  users: [
    'client-certificate',
    'client-certificate-data',
    'client-key',
    'client-key-data',
    'token',
    'tokenFile',
    'as',
    'as-uid',
    'as-groups',
    'as-user-extra',
    'username',
    'password',
    'auth-provider',
    'exec',
    'extensions'
  ],
  contexts: ['cluster!', 'user!', 'namespace', 'extensions']
}
const singular: Readonly<Record<Section, string>> = { clusters: 'cluster', contexts: 'context', users: 'user' }

export const emptyConfig = (): Kubeconfig => ({
  clusters: new Map(),
  contexts: new Map(),
  users: new Map(),
  currentContext: '',
  origins: new Map()
})

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  value === false ||
  (Array.isArray(value) ? value.length === 0 : isMap(value) && Object.keys(value).length === 0)

/** A stanza with its fields in order, without those that are empty. */
export function stanza(section: Section, given: Fields): Fields {
  const pairs: [string, unknown][] = []
  for (const field of fieldsOf[section]) {
    const name = field.replace('!', '')
    const value = name === 'exec' && isMap(given[name]) ? execOf(given[name]) : given[name]
    if (!isEmpty(value)) pairs.push([name, value])
    else if (field.endsWith('!')) pairs.push([name, ''])
  }
  return Object.fromEntries(pairs)
}

function execOf(given: Fields): Fields {
  const text = (name: string) => (typeof given[name] === 'string' ? given[name] : '')
  return {
    command: text('command'),
    args: given.args ?? null,
    env: given.env ?? null,
    apiVersion: text('apiVersion'),
    ...(isEmpty(given.installHint) ? {} : { installHint: given.installHint }),
    provideClusterInfo: given.provideClusterInfo === true,
    ...(isEmpty(given.interactiveMode) ? {} : { interactiveMode: given.interactiveMode })
  }
}

/** Reads a kubeconfig's text; the error is the decoder's. */
export function parseConfig(text: string, file: string): Result<Kubeconfig> {
  const config = emptyConfig()
  const read = readYaml(text)
  if (!isYaml(read)) return fail(goYamlError(read, text))
  const [value] = read.values
  if (value === null || value === undefined) return ok(config)
  if (!isMap(value)) {
    return fail(
      'couldn\'t get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
    )
  }
  for (const section of ['clusters', 'contexts', 'users'] as const) {
    const entries: unknown = value[section]
    for (const entry of Array.isArray(entries) ? (entries as unknown[]) : []) {
      if (!isMap(entry) || typeof entry.name !== 'string') continue
      const inner = entry[singular[section]]
      // The first of two of the same name counts.
      if (config[section].has(entry.name)) continue
      config[section].set(entry.name, stanza(section, isMap(inner) ? inner : {}))
      config.origins.set(`${section}/${entry.name}`, file)
    }
  }
  const current = value['current-context']
  config.currentContext = typeof current === 'string' ? current : ''
  return ok(config)
}

/** As an object with the fields in the order of the API's types. */
export function plainConfig(config: Kubeconfig): Fields {
  const list = (section: Section) => {
    const names = [...config[section].keys()].sort()
    if (names.length === 0) return null
    return names.map((name) => ({ name, [singular[section]]: stanza(section, config[section].get(name)!) }))
  }
  return {
    kind: 'Config',
    apiVersion: 'v1',
    clusters: list('clusters'),
    users: list('users'),
    contexts: list('contexts'),
    'current-context': config.currentContext
  }
}

export const configText = (config: Kubeconfig): string => toYaml(plainConfig(config))
