import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fail, ok, type Result } from '../base/result'
import { prepare, type Scenario } from '../scenarios'
import { checkFault, createSimulation, formatFault, parseFaultAt } from '../sim'
import { createAuthority, secret } from './certificates'
import { Clock, type Speed } from './clock'
import { Identities } from './identities'
import { kubeconfig, type User } from './kubeconfig'
import { Live } from './live'
import { Sockets } from './sockets'

export interface ServeOptions {
  readonly scenario: Scenario
  readonly speed: Speed
  /** 0: any that is free. */
  readonly port: number
  readonly host: string
  /** Where the kubeconfig goes; without it a file in the folder for temporary files. */
  readonly kubeconfig?: string | undefined
  /** Where the run is saved when it ends. */
  readonly save?: string | undefined
  readonly out: (text: string) => void
  readonly writeFile: (path: string, text: string) => boolean
}

/** The groups of users that a kubeconfig names. Models kubeadm's admin.conf and the roles that come with a cluster. */
const tokens = [
  { name: 'developer', groups: ['developers'] },
  { name: 'viewer', groups: ['viewers'] }
] as const

/** A scenario as a run beside the clock, behind real sockets; ends with Ctrl-C. */
export async function serveScenario(options: ServeOptions): Promise<Result<0 | 1>> {
  const { scenario, host, out } = options
  const spec = prepare(scenario)
  if (!spec.ok) return spec
  const simulation = createSimulation(spec.value)
  simulation.history.advance(Math.max(0, ...(spec.value.outside ?? []).map(({ at }) => at)))
  const authority = await createAuthority(new Date())
  const identities = new Identities()
  const users: User[] = [
    { name: 'kubernetes-admin', certificate: await authority.client('kubernetes-admin', ['kubeadm:cluster-admins', 'system:masters']) },
    ...tokens.map(({ name, groups }): User => {
      const token = secret()
      identities.add(token, { user: name, groups: [...groups] })
      return { name, token }
    })
  ]
  const live = new Live(simulation, new Clock(simulation.history.end, options.speed), (heard) => sockets.hear(heard))
  const names = ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc', '127.0.0.1', '::1']
  const server = await authority.server(names.includes(host) ? names : [...names, host])
  const sockets = new Sockets(server, authority.cert, identities, (act) => live.act(act))
  let port: number
  try {
    port = await sockets.listen(options.port, host)
  } catch (error) {
    live.stop()
    return fail(`Port ${options.port} of ${host} cannot be served (${(error as Error).message}); expected a free one, such as --port 0.`)
  }
  const address = `https://${host}:${port}`
  const file = options.kubeconfig ?? join(tmpdir(), `failover-lab-${port}.kubeconfig`)
  if (!options.writeFile(file, kubeconfig(address, authority.cert, users))) {
    live.stop()
    sockets.close()
    return fail(`The kubeconfig cannot be written to '${file}'; expected a place that can be.`)
  }
  out(
    `${scenario.title}: ${address}, ${typeof options.speed === 'number' ? `${options.speed} s a second` : 'as fast as it can'}\n` +
      `  export KUBECONFIG=${file}\n  users: ${users.map(({ name }) => name).join(', ')}\n` +
      `Lines such as 'crash master-1' happen now; Ctrl-C ends it.\n`
  )
  await ended(live, scenario, out)
  live.stop()
  sockets.close()
  return saved(options, live)
}

/** Reads faults from the keyboard until a signal comes. */
function ended(live: Live, { cluster, flags }: Scenario, out: (text: string) => void): Promise<void> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: process.stdin })
    const done = () => {
      lines.close()
      process.stdin.destroy()
      process.off('SIGINT', done).off('SIGTERM', done)
      resolve()
    }
    process.on('SIGINT', done).on('SIGTERM', done)
    lines.on('line', (line) => {
      if (line.trim() === '') return
      const fault = parseFaultAt(line.trim(), live.now)
      const checked = fault.ok ? checkFault(fault.value, cluster, flags) : fault
      if (!checked.ok) return out(`${checked.error}\n`)
      live.fault(checked.value)
      out(`${formatFault(checked.value)}\n`)
    })
  })
}

/** The run as a scenario file: whoever runs it gets the same hash. */
function saved({ scenario, save, out, writeFile }: ServeOptions, live: Live): Result<0 | 1> {
  const { history } = live.simulation
  const untilSeconds = Math.max(1, Math.ceil(history.end / 1e6))
  history.advance(untilSeconds * 1e6)
  out(`${untilSeconds} s, ${live.acts.length} acts from outside, hash ${history.timeline.digest()}\n`)
  if (save === undefined) return ok(0)
  const outside = [...(scenario.outside ?? []), ...live.acts.map(({ at, act }) => ({ ...act, at }))]
  const faults = [...scenario.faults, ...live.faults.map(formatFault)]
  const file = JSON.stringify({ ...scenario, untilSeconds, faults, ...(outside.length > 0 && { outside }) })
  return writeFile(save, `${file}\n`) ? ok(0) : fail(`The run cannot be saved to '${save}'; expected a place that can be written.`)
}
