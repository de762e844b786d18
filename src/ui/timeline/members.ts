import { useEffect, useState } from 'react'
import { memberLanes, useLab, type Lane } from '../../store'

/** While more is simulated the lanes are asked anew, but not more often. */
const refreshMs = 700

/** The lanes below the groups that are open. */
export function useMembers(expanded: readonly string[]): Readonly<Record<string, readonly Lane[]>> {
  const [members, setMembers] = useState<Readonly<Record<string, readonly Lane[]>>>({})
  const entries = useLab((lab) => (expanded.length === 0 ? 0 : (lab.timeline?.entries ?? 0)))
  const branch = useLab((lab) => lab.timeline?.branch)
  const run = useLab((lab) => lab.revision?.run)
  useEffect(() => {
    let current = true
    const load = async () => {
      const found: Record<string, readonly Lane[]> = {}
      for (const group of expanded) found[group] = await memberLanes(group)
      if (current) setMembers(found)
    }
    const known = expanded.every((group) => members[group])
    const timer = setTimeout(() => void load(), known ? refreshMs : 0)
    return () => {
      current = false
      clearTimeout(timer)
    }
    // What was answered is no reason to ask again.
  }, [expanded, entries, branch, run])
  return members
}
