import { good } from '../errors'
import { text, type Command, type Kubectl } from '../session'

const nodes: ReadonlySet<string> = new Set(['node', 'nodes', 'no'])

/** Why the words make no sense together. Models kubectl/pkg/cmd/top TopPodOptions and TopNodeOptions Validate. */
function wrongWords({ session: { args, flags: given } }: Kubectl): string | undefined {
  const [what = '', ...names] = args
  const ofNodes = nodes.has(what)
  if (names.length > 1)
    return ofNodes
      ? "node [NAME | -l label]\nSee 'kubectl top node -h' for help and examples"
      : "pod [NAME | -l label]\nSee 'kubectl top pod -h' for help and examples"
  if (!['', 'cpu', 'memory'].includes(text(given, 'sort-by'))) return '--sort-by accepts only cpu or memory'
  if (names.length > 0 && text(given, 'selector') !== '')
    return `only one of NAME or ${ofNodes ? '--selector' : 'selector'} can be provided`
  return undefined
}

/** `kubectl top`: looks for the metrics API in /apis; no metrics server runs here. */
export const top: Command = {
  reads: true,
  start: (kubectl) => {
    const wrong = wrongWords(kubectl)
    if (wrong !== undefined) return kubectl.fail(wrong)
    kubectl.ask({ verb: 'get', resource: '', path: '/apis?timeout=32s' }, { do: 'apis' })
  },
  answer: (kubectl, _step, answer) => {
    if (good(answer)) kubectl.fail('Metrics API not available')
    else kubectl.failWith(answer)
  }
}
