import { fail, ok, type Result } from '../../../../base/result'
import { homeOf } from '../home'
import { text, type KubectlContext, type Session } from '../session'
import { configText, emptyConfig, parseConfig, type Fields, type Kubeconfig, type Section } from './config'
import { readFile, writeFile } from './files'

/** Who reads and writes: the files are theirs. */
export interface Owner {
  readonly context: KubectlContext
  readonly session: Session
}

/** Which files make the configuration. Models clientcmd's ClientConfigLoadingRules and PathOptions. */
export function precedence({ session }: Owner): { readonly files: readonly string[]; readonly explicit: boolean } {
  const explicit = text(session.flags, 'kubeconfig')
  if (explicit !== '') return { files: [explicit], explicit: true }
  const variable = session.env.KUBECONFIG
  if (variable !== undefined && variable !== '') {
    return { files: [...new Set(variable.split(':').filter((path) => path !== ''))], explicit: false }
  }
  return { files: [`${homeOf(session)}/.kube/config`], explicit: false }
}

/** The file in which what is new is written: the first that exists, else the last. */
export function defaultFile(owner: Owner): string {
  const { files } = precedence(owner)
  return files.find((path) => readFile(owner.context, owner.session, path) !== undefined) ?? files.at(-1)!
}

/** The merged configuration. */
export function loadConfig(owner: Owner): Result<Kubeconfig> {
  const { files, explicit } = precedence(owner)
  const merged = emptyConfig()
  for (const path of files) {
    const source = readFile(owner.context, owner.session, path)
    if (source === undefined) {
      if (explicit) return fail(`stat ${path}: no such file or directory`)
      continue
    }
    const one = parseConfig(source, path)
    if (!one.ok) return fail(`error loading config file "${path}": ${one.error}`)
    for (const section of ['clusters', 'contexts', 'users'] as const) {
      for (const [name, fields] of one.value[section]) {
        if (merged[section].has(name)) continue
        merged[section].set(name, fields)
        merged.origins.set(`${section}/${name}`, path)
      }
    }
    if (merged.currentContext === '') merged.currentContext = one.value.currentContext
  }
  return ok(merged)
}

/** What `kubectl config` begins with: a file that is named need not exist. */
export function startingConfig(owner: Owner): Result<Kubeconfig> {
  const { files, explicit } = precedence(owner)
  if (explicit && readFile(owner.context, owner.session, files[0]!) === undefined) return ok(emptyConfig())
  return loadConfig(owner)
}

/** One stanza is another now, or gone (null), or the current context changes: written where it stands. Models clientcmd.ModifyConfig. */
export function modifyStanza(owner: Owner, section: Section, name: string, fields: Fields | null): void {
  const starting = startingConfig(owner)
  const origin = starting.ok ? starting.value.origins.get(`${section}/${name}`) : undefined
  change(owner, origin ?? defaultFile(owner), (config) => {
    if (fields) config[section].set(name, fields)
    else config[section].delete(name)
  })
}

export function modifyCurrent(owner: Owner, name: string): void {
  const { files } = precedence(owner)
  const holder =
    name === ''
      ? files.find((path) => {
          const source = readFile(owner.context, owner.session, path)
          const parsed = source === undefined ? undefined : parseConfig(source, path)
          return parsed?.ok === true && parsed.value.currentContext !== ''
        })
      : defaultFile(owner)
  if (holder === undefined) return
  change(owner, holder, (config) => {
    config.currentContext = name
  })
}

function change({ context, session }: Owner, path: string, how: (config: Kubeconfig) => void): void {
  const read = parseConfig(readFile(context, session, path) ?? '', path)
  const config = read.ok ? read.value : emptyConfig()
  how(config)
  writeFile(context, session, path, configText(config))
}
