import { useEffect, useState } from 'react'
import { proposedValue, useLab } from '../../store'

/** Half of a setting's value, or double where half is not allowed; null if it is no number, or nobody's flag. */
export function useProposal(setting: string): number | null {
  const [found, setFound] = useState<{ setting: string; value: number | null } | null>(null)
  const branch = useLab((lab) => lab.revision?.branch)
  const known = useLab((lab) => lab.info?.flags.some(({ name }) => name === setting) ?? false)
  useEffect(() => {
    if (!known) return
    let wanted = true
    void proposedValue(setting).then((value) => wanted && setFound({ setting, value }))
    return () => {
      wanted = false
    }
  }, [setting, known, branch])
  return known && found?.setting === setting ? found.value : null
}
