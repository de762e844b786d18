import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { select, useLab, usePanels, type InspectorView } from '../../store'
import { Section } from '../shared/Section'
import { useTall } from '../shared/screen'
import { Crown } from './Crown'
import { ImpactList } from './ImpactList'
import { LogLines } from './LogLines'
import { StatePanel } from './StatePanel'
import { TabList } from './TabList'
import { tabsOf, tabTitles, type InspectorTab } from './tabs'
import { useInspection } from './use-inspection'
import { WhyChain } from './WhyChain'
import { usePage } from '../shared/use-page'

const Yaml = lazy(() => import('./Yaml'))
const Messages = lazy(() => import('./Messages'))

/** What is selected, in depth. */
export default function Selected({ target }: { readonly target: string }) {
  const t = usePage()
  const view = useInspection(target)
  if (view === undefined)
    return (
      <p className="p-4 text-mute">
        {t('Looks at')} {target} …
      </p>
    )
  if (view === null) return <Gone target={target} />
  return (
    <>
      <Head view={view} />
      <Parts key={view.id} view={view} />
    </>
  )
}

function Gone({ target }: { readonly target: string }) {
  const t = usePage()
  return (
    <div className="overflow-auto p-4">
      <Section title={target.slice(target.indexOf(':') + 1)}>
        <p className="text-mute">{t('It does not exist at this instant.')}</p>
      </Section>
      <ImpactList />
    </div>
  )
}

function Head({ view: { title, kind, state, sentence } }: { readonly view: InspectorView }) {
  const t = usePage()
  const leads = /^lead/.test(state)
  return (
    <header className="px-4 pt-3">
      <div className="flex items-center gap-2.5">
        {leads && kind === 'etcd' && (
          <span className="tone-lead grid size-8 place-items-center rounded-lg bg-(--ground)">
            <Crown className="size-4" />
          </span>
        )}
        <div className="min-w-0 flex-1">
          <h2 className="text-[14px] leading-[18px] font-semibold [overflow-wrap:anywhere]">{title}</h2>
          <p className="text-[11px] leading-[14px] text-mute">
            {t(kindWords[kind] ?? kind)}
            {state && `, ${state}`}
          </p>
        </div>
        <button
          type="button"
          aria-label={t('Close the inspector')}
          onClick={close}
          className="grid size-7 place-items-center rounded-md text-mute hover:bg-raised hover:text-ink"
        >
          ×
        </button>
      </div>
      <p className="mt-2 mb-1.5 text-[13px] leading-5" data-sentence>
        {t(sentence)}
      </p>
    </header>
  )
}

/** The keyboard goes back to what was selected, where it is in the picture. */
function close(): void {
  const { selection } = useLab.getState()
  select('')
  document.querySelector<HTMLElement>(`.topology [data-nav="${CSS.escape(selection)}"]`)?.focus()
}

const kindWords: Partial<Record<InspectorView['kind'], string>> = {
  etcd: 'etcd member',
  'kube-apiserver': 'API server',
  'kube-controller-manager': 'controller manager',
  'kube-scheduler': 'scheduler',
  'container-runtime': 'container runtime',
  'load-balancer': 'load balancer'
}

/** From 700 px height State and Why share one scroll, and their tabs jump within it. */
function Parts({ view }: { readonly view: InspectorView }) {
  const t = usePage()
  const tabs = tabsOf(view)
  const [wanted, setWanted] = useState<InspectorTab>('state')
  const chosen = tabs.includes(wanted) ? wanted : 'state'
  const tall = useTall()
  const parts = useRef<Partial<Record<InspectorTab, HTMLDivElement | null>>>({})
  const choose = (tab: InspectorTab) => {
    setWanted(tab)
    if (tall) parts.current[tab]?.scrollIntoView({ block: 'start' })
  }
  const shared = chosen === 'state' || chosen === 'why'
  const shown = (tab: InspectorTab) => chosen === tab || (tall && shared && (tab === 'state' || tab === 'why'))
  const asked = usePanels((panels) => panels.asked)
  useEffect(() => {
    if (asked?.target !== view.id || !tabs.includes('why')) return
    choose('why')
    // Once: a tab that is chosen afterwards stays.
    usePanels.setState({ asked: null })
  })
  return (
    <>
      <TabList tabs={tabs} chosen={chosen} choose={choose} />
      <div
        id="inspector-panel"
        role="tabpanel"
        aria-labelledby={`inspector-tab-${chosen}`}
        tabIndex={0}
        className="flex min-h-0 flex-1 flex-col overflow-auto px-4 py-3"
      >
        {shown('state') && (
          <div ref={(node) => void (parts.current.state = node)}>
            <StatePanel view={view} />
          </div>
        )}
        {shown('why') && view.why.length > 0 && (
          <div ref={(node) => void (parts.current.why = node)}>
            <Section title={whyTitle(view)}>
              <WhyChain why={view.why} />
            </Section>
          </div>
        )}
        {chosen === 'log' && <LogLines log={view.log} />}
        <Suspense
          fallback={
            <p className="text-mute">
              {t('Loads')} {tabTitles[chosen]} …
            </p>
          }
        >
          {chosen === 'yaml' && <Yaml target={view.id} />}
          {chosen === 'messages' && <Messages target={view.id} />}
        </Suspense>
      </div>
    </>
  )
}

/** An object's state is its kind: nobody asks why it is that. */
const whyTitle = ({ kind, state }: InspectorView): string =>
  state === '' || kind === 'object' ? 'Why?' : `Why is it ${state}?`
