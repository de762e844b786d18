import { useEffect, useRef } from 'react'
import { keep, usePart, type KeptPart } from './kept'

/** Keeps a part's text in the address, and lets it take what somebody else wrote there: a link that is opened, an address changed by hand. */
export function useKeptText(part: KeptPart, text: string, take: (kept: string) => void): void {
  const kept = usePart(part)
  /** What was last written or taken. */
  const known = useRef<string | null>(null)
  const before = useRef(text)
  useEffect(() => {
    if (kept === known.current) return
    known.current = kept
    take(kept)
    // Whoever takes it does so in the same way each time.
  }, [kept])
  useEffect(() => {
    if (text === before.current) return
    before.current = text
    if (text === known.current) return
    known.current = text
    keep(part, text)
  }, [part, text])
}
