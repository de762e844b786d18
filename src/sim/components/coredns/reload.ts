import { Exit } from '../../../base/panic'
import { Prng } from '../../../base/prng'
import { corefile } from '../../kubeadm/dns'
import { usual } from './config'
import type { CoreDns } from './context'
import { writtenCorefile } from './later'
import type { Outbox } from './messages'

/*
 * The plugin `reload`: the file is looked at every interval, which is drawn once for each server. What the kubelet has written into the pod's volume is
 * seen then, so an edit of the ConfigMap takes the kubelet's minute and this. Models coredns plugin/reload and caddy's Instance.Restart.
 */

/** The kubelet has written the file: the next look finds it. Looks before that find nothing, and are counted by arithmetic. */
export function lookLater({ setup, self, startedAt, now }: CoreDns, out: Outbox): void {
  const { reload } = setup
  if (!reload) return
  const jitter = Prng.forName(startedAt, `${self}/reload`).below(Math.max(1, reload.jitter)) - reload.jitter / 2
  const interval = Math.round(reload.interval + jitter)
  const delay = interval - ((now - startedAt) % interval)
  out.timer('reload', delay, 'reload-interval', { type: 'coredns.reload' })
}

export function look(context: CoreDns, out: Outbox): void {
  if (context.corefile === context.running) return
  // What could not be read is not tried again before it is changed once more.
  context.running = context.corefile
  out.log('I', 'Reloading')
  try {
    context.setup = context.corefile === corefile ? usual : writtenCorefile()(context.corefile)
    context.cache.clear()
    out.log('I', 'Reloading complete')
  } catch (error) {
    if (!(error instanceof Exit)) throw error
    out.log('E', `Restart failed: ${error.message}`)
    out.log('E', `plugin/reload: Corefile changed but reload failed: ${error.message}`)
  }
}
