import { fail, ok, type Result } from '../../../base/result'
import { createLive } from '../../../live'
import type { Side } from './clusters'

/** The run of a link with another number of masters (null: as it is), as a side with a name and a link of its own. */
export async function withMasters(
  link: string,
  masters: number | null
): Promise<Result<Side & { readonly masters: number }>> {
  const live = createLive(link)
  try {
    await live.ask('proposal', { setting: '' })
    const refused = masters === null ? null : await live.configure({ masters })
    const { info, inputs, error } = live.store.getState()
    if (refused) return fail(refused)
    if (!info) return fail(error || 'The link cannot be opened.')
    const count = info.masters
    const name = masters === null ? info.title.slice(0, 40) : `${count} master${count === 1 ? '' : 's'}`
    return ok({ name, link: inputs, masters: count })
  } finally {
    live.close()
  }
}
