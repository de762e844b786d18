import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fail, ok, type Result } from '../base/result'
import { prepare, type Scenario } from '../scenarios'
import { checkFault, createSimulation, formatFault, parseFaultAt, type Simulation } from '../sim'
import { createAuthority, secret, type Authority, type Pair } from './certificates'
import { Clock, type Speed } from './clock'
import { Identities } from './identities'
import { kubeconfig, type User } from './kubeconfig'
import { Live } from './live'
import { Sockets } from './sockets'
import { loopbackOnly, Webhooks, type Route } from './webhooks'

export interface ServeOptions {
  readonly scenario: Scenario
  readonly speed: Speed
  /** 0: any that is free. */
  readonly port: number
  readonly host: string
  /** Which servers outside webhooks may be; without it those of this machine. */
  readonly route?: Route | undefined
  /** Where the kubeconfig goes; without it a file in the folder for temporary files. */
  readonly kubeconfig?: string | undefined
  /** Where the run is saved when it ends. */
  readonly save?: string | undefined
  /** The instant at which clients find it, in seconds; without it the beginning. */
  readonly fromSeconds?: number | undefined
  /** Ends it when something has come about; what it gives is printed at the end, however it ends. */
  readonly watch?: ((serving: Serving) => Watched) | undefined
  readonly out: (text: string) => void
  readonly writeFile: (path: string, text: string) => boolean
}

/** The groups of users that a kubeconfig names. Models kubeadm's admin.conf and the roles that come with a cluster. */
const tokens = [
  { name: 'developer', groups: ['developers'] },
  { name: 'viewer', groups: ['viewers'] }
] as const

/** Somebody who looks at a run that is served. */
export interface Watched {
  readonly over: Promise<void>
  report(): string
}

/** A run that is served. */
export interface Serving {
  readonly live: Live
  readonly port: number
  readonly address: string
  readonly ca: string
  readonly admin: Pair
  readonly users: readonly User[]
  /** Something goes wrong now; gives it as it stands in the run's inputs, or a sentence about what does not fit. */
  fault(text: string): Result<string>
  /** The run as a scenario: whoever runs it gets the same hash. Simulates to the end of the second that has begun. */
  saved(): Scenario
  hash(): string
  stop(): void
}

/** Puts a scenario's run beside the clock and behind a port. */
export async function startServing({
  scenario: asked,
  ...options
}: Pick<ServeOptions, 'scenario' | 'speed' | 'port' | 'host' | 'route' | 'fromSeconds'>): Promise<Result<Serving>> {
  // Clients compare the cluster's times with their own clock, and are told what a real server tells.
  const scenario = {
    ...asked,
    startsAt: asked.startsAt ?? new Date().toISOString(),
    flags: { 'warn-of-unmodelled': false, 'managed-fields': true, ...asked.flags }
  }
  const spec = prepare(scenario)
  if (!spec.ok) return spec
  const simulation = createSimulation(spec.value)
  simulation.history.advance(
    Math.max((options.fromSeconds ?? 0) * 1e6, ...(spec.value.outside ?? []).map(({ at }) => at))
  )
  return serveSimulation(simulation, { ...options, scenario, authority: await createAuthority(new Date()) })
}

/** Puts a run beside the clock and behind a port, as far as it has come. */
export async function serveSimulation(
  simulation: Simulation,
  {
    scenario,
    authority,
    host,
    route = loopbackOnly,
    ...options
  }: Pick<ServeOptions, 'scenario' | 'speed' | 'port' | 'host' | 'route'> & { readonly authority: Authority }
): Promise<Result<Serving>> {
  const { history } = simulation
  const identities = new Identities()
  const admin = await authority.client('kubernetes-admin', ['system:masters'])
  const users: User[] = [
    { name: 'kubernetes-admin', certificate: admin },
    ...tokens.map(({ name, groups }): User => {
      const token = secret()
      identities.add(token, { user: name, groups: [...groups] })
      return { name, token }
    })
  ]
  const live = new Live(simulation, new Clock(history.end, options.speed), (heard) =>
    heard.type === 'webhook' ? webhooks.ask(heard) : sockets.hear(heard)
  )
  const webhooks = new Webhooks(route, (act) => live.act(act))
  const names = ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc', '127.0.0.1', '::1']
  const server = await authority.server(names.includes(host) ? names : [...names, host])
  const sockets = new Sockets(server, authority.cert, identities, (act) => live.act(act))
  const stop = () => {
    live.stop()
    webhooks.close()
    sockets.close()
  }
  let port: number
  try {
    port = await sockets.listen(options.port, host)
  } catch (error) {
    stop()
    return fail(
      `Port ${options.port} of ${host} cannot be served (${(error as Error).message}); expected a free one, such as --port 0.`
    )
  }
  return ok({
    live,
    port,
    address: `https://${host}:${port}`,
    ca: authority.cert,
    admin,
    users,
    fault: (text) => {
      const fault = parseFaultAt(text.trim(), live.now)
      const checked = fault.ok
        ? checkFault(fault.value, scenario.cluster, scenario.flags, [...simulation.spec.faults, ...live.faults])
        : fault
      if (!checked.ok) return checked
      live.fault(checked.value)
      return ok(formatFault(checked.value))
    },
    saved: () => {
      live.stop()
      const untilSeconds = Math.max(1, Math.ceil(history.end / 1e6))
      history.advance(untilSeconds * 1e6)
      const outside = [...(scenario.outside ?? []), ...live.acts.map(({ at, act }) => ({ ...act, at }))]
      const faults = [...scenario.faults, ...live.faults.map(formatFault)]
      return { ...scenario, untilSeconds, faults, ...(outside.length > 0 && { outside }) }
    },
    hash: () => history.timeline.digest(),
    stop
  })
}

/** The command: serves a scenario until a person ends it, and saves the run. */
export async function serveScenario(options: ServeOptions): Promise<Result<0 | 1>> {
  const { scenario, out, save, writeFile } = options
  const started = await startServing(options)
  if (!started.ok) return started
  const serving = started.value
  const { address, ca, users, port } = serving
  const file = options.kubeconfig ?? join(tmpdir(), `failover-lab-${port}.kubeconfig`)
  if (!writeFile(file, kubeconfig(address, ca, users))) {
    serving.stop()
    return fail(`The kubeconfig cannot be written to '${file}'; expected a place that can be.`)
  }
  const pace = typeof options.speed === 'number' ? `${options.speed} s a second` : 'as fast as it can'
  out(
    `${scenario.title}: ${address}, ${pace}\n  export KUBECONFIG=${file}\n  users: ${users.map(({ name }) => name).join(', ')}\n` +
      `Lines such as 'crash master-1' happen now; Ctrl-C ends it.\n`
  )
  const watched = options.watch?.(serving)
  await ended(serving, out, watched?.over)
  serving.stop()
  if (watched) out(watched.report())
  const run = serving.saved()
  out(`${run.untilSeconds} s, ${serving.live.acts.length} acts from outside, hash ${serving.hash()}\n`)
  if (save === undefined) return ok(0)
  return writeFile(save, `${JSON.stringify(run)}\n`)
    ? ok(0)
    : fail(`The run cannot be saved to '${save}'; expected a place that can be written.`)
}

/** Reads faults from the keyboard until a signal comes. */
function ended(serving: Serving, out: (text: string) => void, over?: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: process.stdin })
    const done = () => {
      lines.close()
      process.stdin.destroy()
      process.off('SIGINT', done).off('SIGTERM', done)
      resolve()
    }
    void over?.then(done)
    process.on('SIGINT', done).on('SIGTERM', done)
    lines.on('line', (line) => {
      if (line.trim() === '') return
      const fault = serving.fault(line)
      out(`${fault.ok ? fault.value : fault.error}\n`)
    })
  })
}
