import { useEffect, useRef, useState } from 'react'
import { checkFile, filesOf, filesProblem, setFiles, useTerminal, type Mark } from '../../store'
import { Button } from '../shared/Button'
import { codeEditor, type CodeEditor } from './code-editor'
import { usePage } from '../shared/use-page'

interface Props {
  readonly name: string
  readonly close: () => void
  readonly apply: (name: string) => void
  /** Somebody waits for the file: it is given back or given up, not only kept. */
  readonly awaited?: boolean
  /** Where the file is; empty: beside the terminal. */
  readonly machine?: string
  /** Whether the API server has a say. */
  readonly checked?: boolean
}

/** Edits a file beside the terminal; what the API server would say of it stands where it is wrong. */
export default function FileEditor({ name, close, apply, awaited = false, machine = '', checked = true }: Props) {
  const t = usePage()
  const dialog = useRef<HTMLDialogElement>(null)
  const host = useRef<HTMLDivElement>(null)
  const editor = useRef<CodeEditor | null>(null)
  const [marks, setMarks] = useState<readonly Mark[]>([])
  const [problem, setProblem] = useState('')
  useEffect(() => {
    dialog.current?.showModal()
    const check = async (text: string): Promise<readonly Mark[]> => {
      const found = checked ? await checkFile(text) : null
      setMarks(found?.marks ?? [])
      return found?.marks ?? []
    }
    const made = codeEditor(
      host.current!,
      filesOf(useTerminal.getState().shell, machine)[name] ?? '',
      `Text of ${name}`,
      check
    )
    editor.current = made
    made.focus()
    return () => made.destroy()
  }, [name, machine, checked])
  const save = (): boolean => {
    const files = { ...filesOf(useTerminal.getState().shell, machine), [name]: editor.current?.text() ?? '' }
    const wrong = filesProblem(files)
    setProblem(wrong)
    if (wrong === '') setFiles(files, machine)
    return wrong === ''
  }
  return (
    <dialog
      ref={dialog}
      onClose={close}
      aria-label={t(`Edit ${name}`)}
      onKeyDown={(event) => {
        if ((event.ctrlKey || event.metaKey) && event.key === 's') {
          event.preventDefault()
          save()
        }
      }}
      className="pop m-auto h-[min(680px,92vh)] w-[min(820px,96vw)] overflow-hidden p-0 backdrop:bg-ink/20 open:flex open:flex-col"
    >
      <h2 className="border-b border-line px-4 py-2.5 font-mono font-semibold [overflow-wrap:anywhere]">{name}</h2>
      <div ref={host} className="min-h-0 flex-1 overflow-auto text-xs" />
      <div
        role="status"
        aria-label={t('What is wrong')}
        className="max-h-[28%] overflow-auto border-t border-line px-4 py-2 text-xs"
      >
        {problem !== '' && <p className="text-bad">{problem}</p>}
        {marks.length === 0 ? (
          checked && <p className="text-mute">{t('The API server would find nothing wrong with it.')}</p>
        ) : (
          <ul>
            {marks.map(({ line, text, from }) => (
              <li key={`${from} ${text}`}>
                <button
                  type="button"
                  className="text-left text-bad underline-offset-2 hover:underline"
                  onClick={() => editor.current?.show(from)}
                >
                  {t('line')} {line}: {text}
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className="flex flex-wrap justify-end gap-2 border-t border-line px-4 py-2.5">
        <Button onClick={() => dialog.current?.close()}>{t('Close')}</Button>
        {!awaited && <Button onClick={() => save() && dialog.current?.close()}>{t('Save')}</Button>}
        <Button look="primary" onClick={() => save() && apply(name)}>
          {t(awaited ? 'Save and go on' : 'Save and apply')}
        </Button>
      </div>
    </dialog>
  )
}
