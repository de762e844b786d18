import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language'
import { linter, lintGutter, lintKeymap, type Diagnostic } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import type { Mark } from '../../store'

/** A text field for YAML. */
export interface CodeEditor {
  text(): string
  focus(): void
  /** Puts the cursor there. */
  show(at: number): void
  destroy(): void
}

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--info)' },
  { tag: [tags.string, tags.content], color: 'var(--ink)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--lead)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--faint)' },
  { tag: [tags.punctuation, tags.separator, tags.meta], color: 'var(--mute)' }
])

const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--panel)', color: 'var(--ink)' },
  '.cm-scroller': { fontFamily: "'JetBrains Mono', ui-monospace, monospace", lineHeight: '1.5' },
  '.cm-gutters': { backgroundColor: 'var(--raised)', color: 'var(--faint)', border: 'none' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--infobg) !important' },
  '.cm-tooltip': { backgroundColor: 'var(--panel)', color: 'var(--ink)', border: '1px solid var(--line)' }
})

/** @param check what is wrong with a text; asked a moment after it was changed */
export function codeEditor(
  parent: HTMLElement,
  text: string,
  label: string,
  check: (text: string) => Promise<readonly Mark[]>
): CodeEditor {
  const lint = linter(
    async (view): Promise<Diagnostic[]> => {
      const source = view.state.doc.toString()
      const marks = await check(source)
      return marks.map(({ from, to, text: message }) => ({
        from: Math.min(from, source.length),
        to: Math.min(to, source.length),
        severity: 'error',
        message
      }))
    },
    { delay: 250 }
  )
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        indentUnit.of('  '),
        yaml(),
        syntaxHighlighting(colours),
        lint,
        lintGutter(),
        look,
        EditorView.contentAttributes.of({ 'aria-label': label }),
        keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap])
      ]
    })
  })
  return {
    text: () => view.state.doc.toString(),
    focus: () => view.focus(),
    show: (at) => {
      view.dispatch({ selection: { anchor: Math.min(at, view.state.doc.length) }, scrollIntoView: true })
      view.focus()
    },
    destroy: () => view.destroy()
  }
}
