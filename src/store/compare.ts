import { ask } from './connection'
import { useLab } from './lab'

/** `name link`, one a line: what the twins of Decide read from their address. */
async function sideOf(title: string, branch: number): Promise<string> {
  const { link } = await ask('link', { selection: '', branch })
  return `${title.replace(/\s+/g, ' ').slice(0, 40)} ${link}`
}

/** The address of Decide with two branches of the lab side by side. */
export async function comparisonOf(one: number, other: number): Promise<string | null> {
  const branches = useLab.getState().timeline?.branches ?? []
  const [a, b] = [one, other].map((id) => branches.find((branch) => branch.id === id))
  if (!a || !b) return null
  const sides = [await sideOf(a.title, a.id), await sideOf(b.title, b.id)]
  return `./decide.html#twins=${encodeURIComponent(sides.join('\n'))}`
}
