import mermaid from 'mermaid'
import { useEffect, useRef, useState } from 'react'
import { useTheme } from '../../store'

/** A chart as Mermaid draws it. Loaded when a chart is first opened. */
export function ChartDiagram({ name, mermaid: text }: { readonly name: string; readonly mermaid: string }) {
  const box = useRef<HTMLDivElement>(null)
  const [error, setError] = useState('')
  const dark = useTheme((theme) => theme.dark)
  useEffect(() => {
    let current = true
    const draw = async () => {
      mermaid.initialize({ startOnLoad: false, theme: dark ? 'dark' : 'neutral' })
      try {
        const { svg } = await mermaid.render(`chart-${name}`, text)
        if (!current || !box.current) return
        box.current.innerHTML = svg
        setError('')
      } catch (problem) {
        setError(String(problem))
      }
    }
    void draw()
    return () => {
      current = false
    }
  }, [name, text, dark])
  return (
    <div className="mt-1 overflow-auto" tabIndex={0} role="group" aria-label={`Chart of ${name}`}>
      {error && <p className="text-bad">{error}</p>}
      <div ref={box} role="img" aria-label={`State diagram of ${name}; the list above says who is in which state`} />
    </div>
  )
}
