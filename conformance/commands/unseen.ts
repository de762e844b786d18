import type { Recorded } from './recorded'

/** A line of kubectl's, with what is typed into it. */
export type Line = string | { readonly line: string; readonly stdin: string }

const applied = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: applied\ndata:\n  a: "1"\n'

/** How many workers it had: the commands name the last one. */
export const workersBefore = (commands: readonly Recorded[]): number =>
  commands.some(({ stdout }) => /\bworker-3\b/.test(stdout)) ? 3 : 2

/**
 * What a real cluster held before the first command of a state, as commands that make it. The recorder did not write it down: it is
 * inferred from what the recorded commands found, for one cluster went through several states, and a third of the commands is not here.
 */
export function linesBefore(commands: readonly Recorded[]): readonly Line[] {
  const all = commands.map((one) => `${one.stdout}${one.stderr}`).join('')
  const says = (words: RegExp, text: RegExp): boolean =>
    commands.some(({ argv, stdout, stderr }) => words.test(argv.join(' ')) && text.test(`${stdout}${stderr}`))
  const lines: Line[] = [
    `kubectl create configmap probe-9 --from-literal=${says(/patch configmap probe-9/, /no change/) ? 'x=y' : 'z=y'}`
  ]
  if (!says(/^kubectl (?:apply|diff)/, /^\+apiVersion|error when creating/m)) {
    // Without its annotation it had been made by a server-side apply.
    const [first] = commands.filter(({ argv, exit }) => argv.join(' ') === 'kubectl apply -f -' && exit === 0)
    const serverSide = first === undefined || first.stderr.includes('missing the kubectl.kubernetes.io/last-applied')
    lines.push({ line: `kubectl apply ${serverSide ? '--server-side ' : ''}-f -`, stdin: applied })
  }
  if (all.includes('deployments.apps "web" not found'))
    lines.push('kubectl create deployment t0 --image=nginx --replicas=3')
  else {
    const newer = says(/^kubectl set image deployment/, /^$/)
    lines.push(`kubectl create deployment web --image=nginx${newer ? ':1.27' : ''} --replicas=3`)
    if (says(/autoscale/, /autoscaling\/v1: empty input/)) lines.push('kubectl autoscale deployment web --max=5')
  }
  if (says(/cordon/, /worker-2 already cordoned/) && !typed(commands, /^kubectl cordon worker-2/, /already/))
    lines.push('kubectl cordon worker-2')
  for (const { argv, stdout } of commands) {
    const deleted = /^(configmap|pod) "([\w-]+)" deleted/.exec(stdout)
    if (!deleted || argv[1] !== 'delete') continue
    const [, kind, name] = deleted
    if (kind === 'pod' && !typed(commands, new RegExp(`^kubectl run ${name} `)))
      lines.push(`kubectl run ${name} --image=nginx`)
    if (kind === 'configmap' && !typed(commands, new RegExp(`^kubectl create configmap ${name} `)))
      lines.push(`kubectl create configmap ${name} --from-literal=a=b`)
  }
  return lines
}

/** Whether a command is among those that are here, and did what it should. */
const typed = (commands: readonly Recorded[], words: RegExp, unless?: RegExp): boolean =>
  commands.some(({ argv, stdout }) => words.test(argv.join(' ')) && !(unless?.test(stdout) ?? false))
