import { useEffect, useRef, useState } from 'react'
import {
  checkFile,
  filesProblem,
  openLink,
  setFiles,
  showTab,
  typeLine,
  useTerminal,
  type Held,
  type Mark
} from '../../store'
import { Button } from '../shared/Button'
import { usePage } from '../shared/use-page'

interface Read {
  readonly name: string
  readonly text: string
  readonly objects: readonly Held[]
  readonly marks: readonly Mark[]
  readonly scenario: string | null
  readonly problem: string
}

/** Characters of a file that is read at all. */
const longest = 1_000_000

async function read(file: File): Promise<Read> {
  const none = { name: file.name.replace(/[^\w.-]/g, '-'), objects: [], marks: [], scenario: null }
  if (file.size > longest) return { ...none, text: '', problem: 'It is larger than 1 MB.' }
  const text = await file.text()
  const found = await checkFile(text)
  if (!found) return { ...none, text, problem: 'It could not be read.' }
  const empty =
    found.objects.length === 0 && found.scenario === null && found.problem === '' && found.marks.length === 0
  return { ...none, text, ...found, problem: empty ? 'It holds no Kubernetes objects and no scenario.' : found.problem }
}

/** What was dropped on the page, and what will be done with it. */
export default function DropDialog({ files, close }: { readonly files: readonly File[]; readonly close: () => void }) {
  const t = usePage()
  const dialog = useRef<HTMLDialogElement>(null)
  const [found, setFound] = useState<readonly Read[] | null>(null)
  useEffect(() => dialog.current?.showModal(), [])
  useEffect(() => void Promise.all(files.slice(0, 20).map(read)).then(setFound), [files])
  const manifests = (found ?? []).filter(({ objects }) => objects.length > 0)
  const scenario = found?.find((one) => one.scenario !== null)
  const [problem, setProblem] = useState('')

  const keep = (): boolean => {
    const next = {
      ...useTerminal.getState().shell.files,
      ...Object.fromEntries(manifests.map(({ name, text }) => [name, text]))
    }
    const wrong = filesProblem(next)
    setProblem(wrong)
    if (wrong === '') setFiles(next)
    return wrong === ''
  }
  const end = () => dialog.current?.close()
  const apply = () => {
    if (!keep()) return
    end()
    showTab('kubectl')
    void typeLine(`kubectl apply ${manifests.map(({ name }) => `-f ${name}`).join(' ')}`)
  }
  const open = () => {
    end()
    if (scenario?.scenario) void openLink(scenario.scenario)
  }
  return (
    <dialog
      ref={dialog}
      onClose={close}
      aria-label={t('Dropped files')}
      className="pop m-auto max-h-[84vh] w-[min(600px,96vw)] overflow-hidden p-0 backdrop:bg-ink/20 open:flex open:flex-col"
    >
      <h2 className="border-b border-line px-4 py-2.5 font-semibold">{t('Dropped on the page')}</h2>
      <div className="min-h-0 flex-1 overflow-auto px-4 py-3">
        {found === null && <p className="text-mute">{t('Reads …')}</p>}
        {found?.map((one) => (
          <section key={one.name} className="mb-3">
            <h3 className="font-mono font-semibold [overflow-wrap:anywhere]">{one.name}</h3>
            {one.scenario !== null && <p>{t('A scenario: it opens in the place of the one that is shown.')}</p>}
            {one.problem !== '' && <p className="text-bad">{t(one.problem)}</p>}
            <ul className="list-disc pl-5">
              {one.objects.map(({ kind, namespace, name }, i) => (
                <li key={i}>
                  {kind} {namespace === '' ? '' : `${namespace}/`}
                  {name === '' ? t('(no name)') : name}
                </li>
              ))}
            </ul>
            {one.marks.map(({ line, text }, i) => (
              <p key={i} className="text-warn">
                {t(`line ${line}: ${text}`)}
              </p>
            ))}
          </section>
        ))}
        {problem !== '' && <p className="text-bad">{problem}</p>}
      </div>
      <div className="flex flex-wrap justify-end gap-2 border-t border-line px-4 py-2.5">
        <Button onClick={end}>{t('Cancel')}</Button>
        {manifests.length > 0 && (
          <Button onClick={() => keep() && (end(), showTab('kubectl'))}>{t('Only keep beside the terminal')}</Button>
        )}
        {manifests.length > 0 && (
          <Button look="primary" onClick={apply}>
            {t(`Apply ${manifests.reduce((sum, { objects }) => sum + objects.length, 0)} objects`)}
          </Button>
        )}
        {scenario && (
          <Button look="primary" onClick={open}>
            {t('Open the scenario')}
          </Button>
        )}
      </div>
    </dialog>
  )
}
