import { fetched } from '../script/effects'
import { scripted } from '../script/script'

/** The line by which kubeadm marks masters, until their labels. */
export const marking = /^label nodes ((?:[\w-]+ )+)((?:[\w./-]+= )+)--overwrite$/

/**
 * What that line does, without the rest of kubectl: a new cluster is marked before its first picture stands.
 * Models cmd/kubeadm/app/phases/markcontrolplane and `kubectl label`.
 */
export const markControlPlane = scripted(function* (shell) {
  const [, names = '', labels = ''] = marking.exec(shell.session.line) ?? []
  const words = (text: string) => text.trim().split(' ')
  const added = Object.fromEntries(words(labels).map((label) => [label.slice(0, -1), '']))
  for (const name of words(names)) {
    const at = { resource: 'nodes', name }
    yield* fetched(shell, { verb: 'get', ...at })
    const options = { patchType: 'merge', fieldManager: 'kubectl-label' } as const
    yield* fetched(shell, { verb: 'patch', ...at, body: { metadata: { labels: added } }, options })
    shell.print(`node/${name} labeled\n`)
  }
})
