import { injectFault, say, showTab, typeKubectl } from '../../store'
import type { Action } from './actions'

/** Does what a button of the toolbar says; a refusal is said. */
export async function carryOut({ fault, kubectl }: Action): Promise<void> {
  if (fault) {
    const error = await injectFault(fault)
    if (error) say('alert', error)
  }
  if (kubectl) {
    showTab('kubectl')
    await typeKubectl(kubectl)
  }
}
