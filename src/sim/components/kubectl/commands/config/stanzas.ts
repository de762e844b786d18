import { base64 } from '../../../../api/base64'
import { stanza } from '../../kubeconfig/config'
import { readFile } from '../../kubeconfig/files'
import { modifyStanza, startingConfig } from '../../kubeconfig/load'
import { isSet, text, type Command } from '../../session'
import { wrongArguments } from './wrong'

/** `kubectl config set-context`. */
export const setContext: Command = {
  start: (kubectl) => {
    const { args, flags } = kubectl.session
    if (args.length > 1) return wrongArguments(kubectl, 'config set-context')
    const [given = ''] = args
    const current = isSet(flags, 'current')
    if (given === '' && !current) return kubectl.fail('you must specify a non-empty context name or --current')
    if (given !== '' && current) return kubectl.fail('you cannot specify both a context name and --current')
    const config = startingConfig(kubectl)
    if (!config.ok) return kubectl.fail(config.error)
    const name = current ? config.value.currentContext : given
    if (name === '') return kubectl.fail('no current context is set')
    const before = config.value.contexts.get(name)
    const fields: Record<string, unknown> = { ...before }
    for (const field of ['cluster', 'user', 'namespace']) if (field in flags) fields[field] = text(flags, field)
    modifyStanza(kubectl, 'contexts', name, stanza('contexts', fields))
    kubectl.print(`Context ${JSON.stringify(name)} ${before ? 'modified' : 'created'}.\n`)
    kubectl.exit(0)
  }
}

/** `kubectl config set-cluster`. */
export const setCluster: Command = {
  start: (kubectl) => {
    const { args, flags } = kubectl.session
    if (args.length !== 1) return wrongArguments(kubectl, 'config set-cluster')
    const [name] = args as [string]
    if (name === '') return kubectl.fail('you must specify a non-empty cluster name')
    const insecure = isSet(flags, 'insecure-skip-tls-verify')
    const authority = text(flags, 'certificate-authority')
    if (insecure && authority !== '') {
      return kubectl.fail('you cannot specify a certificate authority and insecure mode at the same time')
    }
    const embeds = isSet(flags, 'embed-certs')
    const file = readFile(kubectl.context, kubectl.session, authority)
    if (embeds) {
      if (authority === '') return kubectl.fail('you must specify a --certificate-authority to embed')
      if (file === undefined) {
        return kubectl.fail(
          `could not stat certificate-authority file ${authority}: stat ${authority}: no such file or directory`
        )
      }
    }
    const config = startingConfig(kubectl)
    if (!config.ok) return kubectl.fail(config.error)
    const fields: Record<string, unknown> = { ...config.value.clusters.get(name) }
    if ('server' in flags) {
      fields.server = text(flags, 'server')
      // It was of the other server.
      fields['tls-server-name'] = ''
    }
    if ('tls-server-name' in flags) fields['tls-server-name'] = text(flags, 'tls-server-name')
    if ('insecure-skip-tls-verify' in flags) {
      fields['insecure-skip-tls-verify'] = insecure
      if (insecure) {
        fields['certificate-authority'] = ''
        fields['certificate-authority-data'] = ''
      }
    }
    if ('certificate-authority' in flags) {
      if (embeds || authority !== '') fields['insecure-skip-tls-verify'] = false
      fields['certificate-authority'] = embeds ? '' : authority
      if (embeds) fields['certificate-authority-data'] = base64(file ?? '')
      else if (authority !== '') fields['certificate-authority-data'] = ''
    }
    if ('proxy-url' in flags) fields['proxy-url'] = text(flags, 'proxy-url')
    modifyStanza(kubectl, 'clusters', name, stanza('clusters', fields))
    kubectl.print(`Cluster ${JSON.stringify(name)} set.\n`)
    kubectl.exit(0)
  }
}
