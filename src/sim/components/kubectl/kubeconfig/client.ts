import { commandTable } from '../cobra/table'
import type { GivenFlags } from '../cobra/parse'
import { list, text, type KubectlContext, type Session } from '../session'
import { authorityData, certificateData } from '../../../kubeadm/kubeconfigs'
import type { Fields } from './config'
import { loadConfig } from './load'
import type { Target } from './target'

/** Or why there is none: a whole text for stderr; `asks` comes on stdout before it, where kubectl asks for a name. */
export type Resolved =
  { readonly ok: true; readonly value: Target } | { readonly ok: false; readonly text: string; readonly asks?: string }

const value = (fields: Fields | undefined, name: string): string => {
  const found = fields?.[name]
  return typeof found === 'string' ? found : ''
}

/**
 * What a command wants of the configuration. Who asks for the namespace alone hears of a context and a cluster that are not
 * there in other words, and not of a user. Models DirectClientConfig.Namespace, which only confirms that it is usable.
 */
export type Wants = 'client' | 'namespace'

/** Makes the client's configuration of kubeconfig and flags. Models clientcmd.DirectClientConfig.ClientConfig. */
export function targetOf(context: KubectlContext, session: Session, wants: Wants = 'client'): Resolved {
  const flags = globalsOf(session)
  const plain = (message: string): Resolved => ({ ok: false, text: `error: ${message}` })
  const loaded = loadConfig({ context, session })
  if (!loaded.ok) return plain(loaded.error)
  const config = loaded.value
  const asked = text(flags, 'context')
  const contextName = asked || config.currentContext
  const chosen = config.contexts.get(contextName)
  // A list is the flag of a command that names subjects so.
  const named = typeof flags.user === 'string' ? flags.user : ''
  const userName = named || value(chosen, 'user')
  const clusterName = text(flags, 'cluster') || value(chosen, 'cluster')
  const user = { ...config.users.get(userName) }
  const cluster = { ...config.clusters.get(clusterName) }
  const away = text(flags, 'cluster') !== '' && !config.clusters.has(clusterName)
  if (wants === 'client') {
    if (named !== '' && !config.users.has(userName)) return plain(`auth info "${userName}" does not exist`)
    if (asked !== '' && !chosen) return plain(`context "${asked}" does not exist`)
    if (away) return plain(`cluster "${clusterName}" does not exist`)
  }
  if (contextName !== '' && !chosen) {
    return { ok: false, text: `Error in configuration: context was not found for specified context: ${contextName}` }
  }
  for (const [flag, field] of overrides.users) if (flag in flags) user[field] = text(flags, flag)
  for (const [flag, field] of overrides.clusters) if (flag in flags) cluster[field] = text(flags, flag)
  if (flags['insecure-skip-tls-verify'] === true) {
    cluster['insecure-skip-tls-verify'] = true
    delete cluster['certificate-authority']
    delete cluster['certificate-authority-data']
  }
  // A server on the command line is another than the cluster's.
  if ('server' in flags && !('tls-server-name' in flags)) delete cluster['tls-server-name']
  const wrong = [
    ...userProblems(userName, user, session),
    ...(away && !('server' in flags)
      ? [`no server found for cluster "${clusterName}"`]
      : clusterProblems(clusterName, cluster, session))
  ]
  if (wrong.length > 0) {
    return wrong.length === 1
      ? plain(wrong[0]!)
      : { ok: false, text: `Error in configuration: \n${wrong.map((one) => `* ${one}`).join('\n')}` }
  }
  const namespace = text(flags, 'namespace') || value(chosen, 'namespace') || 'default'
  const timeout = text(flags, 'request-timeout')
  if (
    wants === 'client' &&
    timeout !== '' &&
    !/^\d+$/.test(timeout) &&
    !/^(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+$/.test(timeout)
  ) {
    return plain(
      'Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)'
    )
  }
  const server = value(cluster, 'server') || 'http://localhost:8080'
  const url = /^https?:\/\//.test(server) ? server.replace(/\/+$/, '') : `http://${server}`
  const secure = url.startsWith('https://')
  if (wants === 'client' && secure && !identifies(user))
    return { ok: false, asks: 'Please enter Username: ', text: 'error: EOF' }
  const authority = value(cluster, 'certificate-authority-data')
  const serverName = value(cluster, 'tls-server-name')
  const target: Target = {
    url,
    host: url.replace(/^https?:\/\//, '').replace(/\/.*$/, ''),
    user: secure ? knownUser(user, userName, session) : 'system:anonymous',
    trust:
      cluster['insecure-skip-tls-verify'] === true
        ? 'ok'
        : authority !== authorityData
          ? 'unknown authority'
          : serverName !== ''
            ? 'other name'
            : 'ok',
    serverName,
    namespace
  }
  return { ok: true, value: target }
}

/** The flags that the configuration is overridden by; a flag of the command itself that bears such a name is another. */
function globalsOf({ command, flags }: Session): GivenFlags {
  const own = new Set(commandTable.get(command)?.own.map(({ name }) => name))
  return Object.fromEntries(Object.entries(flags).filter(([name]) => !own.has(name)))
}

const overrides = {
  users: [
    ['token', 'token'],
    ['username', 'username'],
    ['password', 'password'],
    ['client-certificate', 'client-certificate'],
    ['client-key', 'client-key'],
    ['as', 'as'],
    ['as-uid', 'as-uid']
  ],
  clusters: [
    ['server', 'server'],
    ['tls-server-name', 'tls-server-name'],
    ['certificate-authority', 'certificate-authority']
  ]
} as const

/** Models clientcmd canIdentifyUser. */
const identifies = (user: Fields): boolean =>
  ['token', 'tokenFile', 'username', 'client-certificate', 'client-certificate-data', 'auth-provider', 'exec'].some(
    (field) => user[field] !== undefined && user[field] !== ''
  )

/** Whom the server takes the bearer for. Certificates are the cluster's own; tokens are none that it gave. */
function knownUser(user: Fields, name: string, session: Session): string | undefined {
  if (value(user, 'token') !== '') return undefined
  if (value(user, 'client-certificate-data') === certificateData) return name
  // A file says whose it is, as `certificateText` writes it.
  return /\(CN = ([^:;()]+(?::[^:;()]+)*); /.exec(session.files[value(user, 'client-certificate')] ?? '')?.[1]
}

/** Models clientcmd validateAuthInfo. */
function userProblems(name: string, user: Fields, session: Session): string[] {
  const wrong: string[] = []
  const has = (field: string) => value(user, field) !== ''
  const methods = [...(has('token') ? ['token'] : []), ...(has('username') || has('password') ? ['basicAuth'] : [])]
  if (has('client-certificate') || has('client-certificate-data')) {
    if (has('client-certificate') && has('client-certificate-data')) {
      wrong.push(`client-cert-data and client-cert are both specified for ${name}. client-cert-data will override.`)
    }
    if (has('client-key') && has('client-key-data')) {
      wrong.push(`client-key-data and client-key are both specified for ${name}; client-key-data will override`)
    }
    if (!has('client-key') && !has('client-key-data')) {
      wrong.push(
        `client-key-data or client-key must be specified for ${name} to use the clientCert authentication method.`
      )
    }
    for (const [field, what] of [
      ['client-certificate', 'client-cert'],
      ['client-key', 'client-key']
    ] as const) {
      const path = value(user, field)
      if (path !== '' && session.files[path] === undefined) {
        wrong.push(`unable to read ${what} ${path} for ${name} due to open ${path}: no such file or directory`)
      }
    }
  }
  if (methods.length > 1) {
    wrong.push(
      `more than one authentication method found for ${name}; found [${methods.join(' ')}], only one is allowed`
    )
  }
  const { flags } = session
  const impersonates = has('as-uid') || list(flags, 'as-group').length > 0 || list(flags, 'as-user-extra').length > 0
  if (impersonates && !has('as'))
    wrong.push(`requesting uid, groups or user-extra for ${name} without impersonating a user`)
  return wrong
}

/** Models clientcmd validateClusterInfo; no server at all means the default one. */
function clusterProblems(name: string, cluster: Fields, session: Session): string[] {
  const wrong: string[] = []
  if (Object.keys(cluster).length === 0) return wrong
  if (value(cluster, 'server') === '' && name !== '') wrong.push(`no server found for cluster "${name}"`)
  const path = value(cluster, 'certificate-authority')
  if (path !== '' && value(cluster, 'certificate-authority-data') !== '') {
    wrong.push(
      `certificate-authority-data and certificate-authority are both specified for ${name}. certificate-authority-data will override.`
    )
  }
  if (path !== '' && session.files[path] === undefined) {
    wrong.push(
      `unable to read certificate-authority ${path} for ${name} due to open ${path}: no such file or directory`
    )
  }
  return wrong
}
