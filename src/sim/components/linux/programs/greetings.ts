/** A container that is asked: its command line and environment, its image's tag, its pod's name and address, and where to. */
export interface Greeter {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly tag: string
  readonly hostname: string
  readonly ip: string
  readonly path: string
  readonly port: number
}

/** What servers say that people run to see that, and where, a request arrives; by the last part of their images' names. */
const greetings: Readonly<Record<string, (asked: Greeter) => string>> = {
  'hpa-example': () => 'OK!',
  'http-echo': ({ argv, env }) => `${option(argv, 'text') ?? env.ECHO_TEXT ?? 'hello-world'}\n`,
  'hello-app': ({ tag, hostname }) =>
    `Hello, world!\nVersion: ${/^v?\d+\.\d+$/.test(tag) ? `${tag}.0` : '1.0.0'}\nHostname: ${hostname}\n`,
  'node-hello': () => 'Hello Kubernetes!',
  'kubernetes-bootcamp': ({ tag, hostname }) =>
    `Hello Kubernetes bootcamp! | Running on: ${hostname} | v=${tag.replace(/^v/, '')}\n`,
  whoami: ({ hostname, ip, path }) => `Hostname: ${hostname}\nIP: 127.0.0.1\nIP: ${ip}\nGET ${path} HTTP/1.1\n`,
  echoserver: ({ hostname, path }) =>
    `\n\nHostname: ${hostname}\n\nRequest Information:\n\tmethod=GET\n\treal path=${path}\n`,
  // nginxdemos/hello:plain-text
  hello: ({ hostname, ip, path, port }) => `Server address: ${ip}:${port}\nServer name: ${hostname}\nURI: ${path}\n`
}

/** Its words, if its image's name is one of those; Kubernetes' own test server by its sub-command. */
export function greetingOf(repository: string, asked: Greeter): string | undefined {
  const name = repository.slice(repository.lastIndexOf('/') + 1)
  if (name === 'agnhost') return testServer(asked)
  return greetings[name]?.(asked)
}

/** Models test/images/agnhost: `netexec` and `serve-hostname`. */
function testServer({ argv, hostname, path }: Greeter): string | undefined {
  if (argv.includes('serve-hostname')) return hostname
  if (!argv.includes('netexec')) return undefined
  const [page = '', query = ''] = path.split('?')
  if (page === '/hostname' || page === '/hostName') return hostname
  if (page !== '/echo') return undefined
  const [, said = ''] = /(?:^|&)msg=([^&]*)/.exec(query) ?? []
  return said.replaceAll('+', ' ')
}

/** `-text=hi`, `--text hi`. */
function option(argv: readonly string[], name: string): string | undefined {
  const at = argv.findIndex((word) => new RegExp(`^--?${name}(=|$)`).test(word))
  if (at < 0) return undefined
  const word = argv[at]!
  return word.includes('=') ? word.slice(word.indexOf('=') + 1) : argv[at + 1]
}
