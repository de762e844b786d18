import { splitLine } from './command-line'
import { apply } from './commands/apply'
import { markControlPlane, marking } from './commands/mark-control-plane'
import { startLatency } from './config'
import { clusterTarget } from './kubeconfig/target'
import { kubectl } from './later'
import type { Asked, Outbox } from './messages'
import { hands, newClient } from './requests'
import type { KubectlContext, Session } from './session'

/** Someone pressed Enter. The process needs a moment until it does anything. */
export function begin(context: KubectlContext, event: Asked, out: Outbox): void {
  const { id, line = (event.argv ?? []).join(' '), stdin = '', files = {}, env = {}, from = '' } = event
  if (context.sessions.has(id)) return
  const number = ++context.started
  const session: Session = {
    id,
    pid: 20_000 + 7 * number,
    line,
    stdin,
    files,
    env,
    asker: from,
    command: '',
    args: [],
    rest: [],
    dashed: false,
    flags: {},
    client: newClient(context, number),
    target: undefined,
    asked: 0,
    memory: {},
    stdout: '',
    stderr: '',
    warned: new Set()
  }
  context.sessions.set(id, session)
  out.fact('kubectl-started', { id, line })
  const words = event.argv ? { ok: true as const, value: [...event.argv] } : splitLine(line)
  if (!words.ok) {
    hands(context, session, out).fail(words.error)
    return
  }
  session.args = words.value[0] === 'kubectl' ? words.value.slice(1) : words.value
  out.timer(`${id}/start`, startLatency(context.config), 'kubectl-start-latency-ms', {
    type: 'kubectl.start',
    id
  })
}

/** The process runs. The lines that bring a cluster its first objects and marks are known without the rest of kubectl. */
export function start(context: KubectlContext, id: string, out: Outbox): void {
  const session = context.sessions.get(id)
  if (session && marking.test(session.line)) {
    session.command = 'mark-control-plane'
    session.target = clusterTarget(context)
    session.args = []
    return markControlPlane.start(hands(context, session, out))
  }
  if (session?.line !== 'apply -f -') return kubectl().run(context, id, out)
  session.command = 'apply'
  session.target = clusterTarget(context)
  session.args = []
  session.flags = { filename: ['-'] }
  apply.start(hands(context, session, out))
}
