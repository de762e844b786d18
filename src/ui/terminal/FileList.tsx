import { useState, type DragEvent } from 'react'
import { filesProblem, say, setFiles, useTerminal } from '../../store'
import { Button } from '../shared/Button'
import { usePage } from '../shared/use-page'

interface Props {
  readonly edit: (name: string) => void
  /** Types a line into the terminal. */
  readonly type: (line: string) => void
}

const isName = (name: string): boolean => /^[\w.][\w./-]{0,99}$/.test(name) && !name.includes('..')

/** The files beside the terminal: kept in this browser, and what `-f`, `<` and `>` name. */
export function FileList({ edit, type }: Props) {
  const t = usePage()
  const files = useTerminal(({ shell }) => shell.files)
  const [renamed, setRenamed] = useState<string | null>(null)
  const names = Object.keys(files).sort()

  const keep = (next: Record<string, string>): boolean => {
    const problem = filesProblem(next)
    if (problem !== '') say('alert', problem)
    else setFiles(next)
    return problem === ''
  }
  const create = () => {
    let name = 'new.yaml'
    for (let i = 2; name in files; i++) name = `new-${i}.yaml`
    if (keep({ ...files, [name]: '' })) edit(name)
  }
  const remove = (name: string) => {
    const { [name]: _, ...rest } = files
    keep(rest)
  }
  const rename = (from: string, to: string) => {
    setRenamed(null)
    if (to === from) return
    if (!isName(to)) return say('alert', `'${to}' is no name of a file; expected letters, digits, dots and dashes.`)
    if (to in files) return say('alert', `There is a file ${to} already.`)
    const { [from]: text = '', ...rest } = files
    keep({ ...rest, [to]: text })
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    event.stopPropagation()
    void Promise.all([...event.dataTransfer.files].map(async (file) => [file.name, await file.text()] as const)).then(
      (dropped) => keep({ ...files, ...Object.fromEntries(dropped) })
    )
  }
  return (
    <section
      aria-label={t('Files')}
      onDragOver={(event) => event.preventDefault()}
      onDrop={onDrop}
      className="flex max-h-[40%] w-full flex-none flex-col gap-1 overflow-auto border-t border-line px-3 py-2 text-xs md:max-h-none md:w-[228px] md:border-t-0 md:border-l"
    >
      <div className="flex items-center justify-between gap-2">
        <h3 className="font-semibold">{t('Files')}</h3>
        <Button look="quiet" className="px-2 py-0.5" onClick={create}>
          {t('New file')}
        </Button>
      </div>
      {names.length === 0 && (
        <p className="text-mute">{t('Drop manifests here, or write one: kubectl apply -f reads them.')}</p>
      )}
      <ul className="flex flex-col gap-0.5">
        {names.map((name) => (
          <li key={name} className="flex flex-wrap items-center gap-x-1 rounded-md hover:bg-raised">
            {renamed === name ? (
              <form
                className="flex-1"
                onSubmit={(event) => {
                  event.preventDefault()
                  rename(name, String(new FormData(event.currentTarget).get('name')).trim())
                }}
              >
                <input
                  name="name"
                  aria-label={t(`New name of ${name}`)}
                  defaultValue={name}
                  autoFocus
                  onBlur={() => setRenamed(null)}
                  onKeyDown={(event) => event.key === 'Escape' && setRenamed(null)}
                  className="field w-full font-mono"
                />
              </form>
            ) : (
              <button
                type="button"
                onClick={() => edit(name)}
                aria-label={t(`Edit ${name}`)}
                className="min-w-0 flex-1 rounded-md px-1 py-1 text-left font-mono [overflow-wrap:anywhere] hover:text-info"
              >
                {name}
              </button>
            )}
            <Button
              look="quiet"
              className="px-1.5 py-0.5"
              aria-label={t(`Apply ${name}`)}
              onClick={() => type(`kubectl apply -f ${name}`)}
            >
              {t('apply')}
            </Button>
            <Button
              look="quiet"
              className="px-1.5 py-0.5"
              aria-label={t(`Rename ${name}`)}
              onClick={() => setRenamed(name)}
            >
              {t('rename')}
            </Button>
            <Button
              look="quiet"
              className="px-1.5 py-0.5"
              aria-label={t(`Delete ${name}`)}
              onClick={() => remove(name)}
            >
              {t('delete')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
