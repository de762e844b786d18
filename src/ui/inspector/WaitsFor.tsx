import { useLab, useLanguage, type WaitView } from '../../store'
import { sayIn, waitText } from '../../words'
import { leftText, Pips, WaitBar } from '../shared/Ring'
import { Section } from '../shared/Section'
import { Sentence } from '../story/Sentence'
import { SettingOrigin } from '../shared/SettingOrigin'

const none: readonly WaitView[] = []

/** What the selected thing waits for, or what is waited for about it: each countdown with its setting. */
export function WaitsFor({ id }: { readonly id: string }) {
  const words = useLanguage((state) => state.words)
  const faultAt = useLab((lab) => lab.info?.faultAt ?? 0)
  const waiting = useLab((lab) => lab.frame?.waiting ?? none)
  const now = useLab((lab) => lab.frame?.now ?? 0)
  const waits = waiting.filter(({ process, about }) => process === id || about === id)
  if (waits.length === 0) return null
  const say = sayIn(words, faultAt)
  return (
    <Section title={words.waitsFor}>
      <ul className="grid gap-2 text-xs">
        {waits.map((wait) => (
          <li key={wait.id} data-wait={wait.kind}>
            <p>
              <Sentence text={waitText(words, say, wait)} />
            </p>
            <p className="flex items-center gap-2 text-info">
              <span className="numbers">{wait.setting}</span>
              <SettingOrigin name={wait.setting} /> <Pips wait={wait} />
              <span className="numbers ml-auto text-mute">{leftText(wait, now)}</span>
            </p>
            <span className="text-info">
              <WaitBar wait={wait} now={now} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
