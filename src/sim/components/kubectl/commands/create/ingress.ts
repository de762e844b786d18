import { failure } from '../../script/failure'
import { list, text } from '../../session'
import { metadataOf, type Generator } from './generator'

/** `host/path=service:port[,tls[=secret]]`. Models create_ingress.go ruleRegex. */
const rulePattern = /^([\w*\-.]*)(\/.*)=([\w-]+):([\w-]+)(,(tls)=?([\w-]+)?)?/

interface Tls {
  hosts?: string[]
  secretName?: string
}
interface Rule {
  host?: string
  http: { paths: unknown[] }
}

/** Models create_ingress.go buildTLSRules. */
function tlsOf(rules: readonly string[]): Tls[] {
  const found: Tls[] = []
  const seen = new Set<string>()
  for (const rule of rules) {
    const parts = rule.split(',')
    if (parts.length !== 2) continue
    const host = rule.split('/')[0]!
    const secret = parts[1]!.split('=')[1] ?? ''
    if (seen.has(host)) continue
    seen.add(host)
    const same = found.find(({ secretName = '' }) => secretName === secret)
    if (same) same.hosts = [...(same.hosts ?? []), host]
    else if (host !== '' || secret !== '')
      found.push({ ...(host !== '' && { hosts: [host] }), ...(secret !== '' && { secretName: secret }) })
  }
  return found
}

function backendOf(service: string) {
  const [name = '', port = ''] = service.split(':')
  return { service: { name, port: /^-?\d+$/.test(port) ? { number: Number(port) } : { name: port } } }
}

/** Models create_ingress.go buildIngressRules. */
function rulesOf(rules: readonly string[]): Rule[] {
  const found: Rule[] = []
  for (const rule of rules) {
    const [withoutTls = ''] = rule.split(',')
    const slash = withoutTls.indexOf('/')
    const host = withoutTls.slice(0, slash)
    const [path = '', service = ''] = withoutTls.slice(slash + 1).split('=')
    const isPrefix = path.endsWith('*')
    const entry = {
      path: `/${isPrefix ? path.slice(0, -1) : path}`,
      pathType: isPrefix ? 'Prefix' : 'Exact',
      backend: backendOf(service)
    }
    const same = found.find((other) => (other.host ?? '') === host)
    if (same) same.http.paths.push(entry)
    else found.push({ ...(host !== '' && { host }), http: { paths: [entry] } })
  }
  return found
}

export const ingress: Generator = {
  name: 'ingress',
  resource: 'ingresses',
  namespaced: true,
  failed: 'failed to create ingress: ',
  make: (shell, name) => {
    const rules = list(shell.flags, 'rule')
    const backend = text(shell.flags, 'default-backend')
    const annotations = list(shell.flags, 'annotation')
    const ingressClassName = text(shell.flags, 'class')
    if (backend === '' && rules.length === 0)
      throw failure(
        'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)'
      )
    for (const rule of rules)
      if (!rulePattern.test(rule))
        throw failure(`rule ${rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`)
    for (const annotation of annotations)
      if (!annotation.includes('='))
        throw failure(`annotation ${annotation} is invalid and should be in format key=[value]`)
    if (backend !== '' && backend.split(':').length !== 2)
      throw failure('default-backend should be in format servicename:serviceport')
    const pairs = annotations.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])
    const tls = tlsOf(rules)
    return {
      kind: 'Ingress',
      apiVersion: 'networking.k8s.io/v1',
      metadata: metadataOf(shell, name, pairs.length > 0 ? { annotations: Object.fromEntries(pairs) as object } : {}),
      spec: {
        ...(ingressClassName !== '' && { ingressClassName }),
        ...(backend !== '' && { defaultBackend: backendOf(backend) }),
        ...(tls.length > 0 && { tls }),
        ...(rules.length > 0 && { rules: rulesOf(rules) })
      },
      status: { loadBalancer: {} }
    }
  }
}
