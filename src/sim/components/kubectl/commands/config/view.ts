import { plainConfig, stanza, type Fields, type Kubeconfig, type Section } from '../../kubeconfig/config'
import { precedence, startingConfig } from '../../kubeconfig/load'
import { formatOf } from '../../print/format'
import { toKyaml } from '../../print/kyaml'
import { printerOf } from '../../print/printer'
import { toYaml } from '../../print/yaml'
import { isSet, text, type Command, type Kubectl } from '../../session'

/** `kubectl config view`: the merged configuration without its secrets. Models cmd/config/view.go and clientcmd/api/helpers.go. */
export const view: Command = {
  reads: true,
  start: (kubectl) => {
    const { args, flags } = kubectl.session
    if (args.length > 0) {
      return kubectl.fail(
        `unexpected arguments: [${args.join(' ')}]\nSee 'kubectl config view -h' for help and examples`
      )
    }
    const { explicit } = precedence(kubectl)
    if (flags.merge === false && !explicit) {
      return kubectl.fail('if merge==false a precise file must be specified')
    }
    const loaded = startingConfig(kubectl)
    if (!loaded.ok) return kubectl.fail(loaded.error)
    const config = loaded.value
    if (isSet(flags, 'minify')) {
      const wrong = minify(config, text(flags, 'context') || config.currentContext)
      if (wrong !== null) return kubectl.fail(wrong)
    }
    if (!isSet(flags, 'flatten') && !isSet(flags, 'raw')) redact(config)
    print(kubectl, plainConfig(config))
  }
}

/** Leaves what one context uses. */
function minify(config: Kubeconfig, name: string): string | null {
  if (name === '') return 'current-context must exist in order to minify'
  const context = config.contexts.get(name) as Record<string, string> | undefined
  if (!context) return `cannot locate context ${name}`
  keep(config, 'contexts', name)
  config.currentContext = name
  const { user = '', cluster = '' } = context
  if (user !== '' && !config.users.has(user)) return `cannot locate user ${user}`
  if (cluster !== '' && !config.clusters.has(cluster)) return `cannot locate cluster ${cluster}`
  keep(config, 'users', user)
  keep(config, 'clusters', cluster)
  return null
}

function keep(config: Kubeconfig, section: Section, name: string): void {
  for (const other of [...config[section].keys()]) if (other !== name) config[section].delete(other)
}

/** Models RedactSecrets and ShortenConfig. */
function redact(config: Kubeconfig): void {
  const hide = (section: Section, hidden: Readonly<Record<string, string>>) => {
    for (const [name, fields] of config[section]) {
      const shown: Fields = Object.fromEntries(
        Object.entries(fields).map(([field, value]) => [field, field in hidden ? hidden[field] : value])
      )
      config[section].set(name, stanza(section, shown))
    }
  }
  hide('users', {
    token: 'REDACTED',
    password: 'REDACTED',
    'client-certificate-data': 'DATA+OMITTED',
    'client-key-data': 'DATA+OMITTED'
  })
  hide('clusters', { 'certificate-authority-data': 'DATA+OMITTED' })
}

function print(kubectl: Kubectl, config: Fields): void {
  const format = formatOf(kubectl) || 'yaml'
  // Its fields stand in the order of the type, not of the alphabet.
  if (format === 'yaml') kubectl.print(toYaml(config))
  else if (format === 'json') kubectl.print(`${JSON.stringify(config, null, 4)}\n`)
  else if (format === 'kyaml') kubectl.print(toKyaml(config, true))
  else {
    const printer = printerOf(kubectl, false)
    const shown = printer.ok ? printer.value(config, 0) : printer
    if (!shown.ok) return kubectl.fail(shown.error)
    kubectl.print(shown.value)
  }
  kubectl.exit(0)
}
