import { useEffect, useState } from 'react'
import { sequenceUpTo, showEntry, useLab, type SequenceView } from '../../store'
import { Button } from '../shared/Button'
import { Diagram } from './Diagram'
import { MessageList } from './MessageList'
import { StoredObjects } from './StoredObjects'

/** The messages that a kubectl command led to: as a diagram that grows, as a list, and with the objects in etcd. */
export default function Sequence() {
  const view = useSequence()
  const done = useLab((lab) => view?.messages.filter(({ entry }) => entry <= (lab.frame?.entry ?? -1)).length ?? 0)
  if (!view) return <p className="p-4 text-mute">…</p>
  const { messages, mermaid } = view
  if (messages.length === 0) {
    return (
      <p className="p-4 text-mute">
        No kubectl command was typed in this run. Open the scenario “kubectl run nginx”, or type one in the kubectl tab.
      </p>
    )
  }
  const go = (index: number) => {
    const message = messages[index]
    if (message) void showEntry(message.entry, message.at)
  }
  const current = messages[done - 1]
  return (
    <div className="grid h-full grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)_minmax(0,0.9fr)]">
      <div className="flex min-h-0 flex-col">
        <div className="flex items-center gap-2 px-3 pt-1.5 text-xs">
          <Button className="!py-0.5" onClick={() => go(done - 2)} disabled={done < 2}>
            ◂ Previous message
          </Button>
          <Button className="!py-0.5" onClick={() => go(done)} disabled={done >= messages.length}>
            Next message ▸
          </Button>
          <span role="status" className="truncate">
            {current ? (
              <>
                <b>
                  Stage {current.stage} of 9: {current.stageTitle}
                </b>{' '}
                · message {done} of {messages.length}
              </>
            ) : (
              'Before the command'
            )}
          </span>
        </div>
        <Diagram mermaid={mermaid} count={done} />
      </div>
      <MessageList messages={messages} done={done} />
      <StoredObjects />
    </div>
  )
}

/** All messages of the run as far as it is simulated. */
function useSequence(): SequenceView | null {
  const [view, setView] = useState<SequenceView | null>(null)
  const branch = useLab((lab) => lab.timeline?.branch)
  const info = useLab((lab) => lab.info)
  const end = useLab((lab) => Math.floor((lab.timeline?.end ?? 0) / 2_000_000))
  const until = useLab((lab) => lab.timeline?.until ?? 0)
  useEffect(() => {
    let current = true
    void sequenceUpTo(until).then((found) => current && setView(found))
    return () => {
      current = false
    }
  }, [branch, info, end, until])
  return view
}
