import { beforeAll, describe, expect, it } from 'vitest'
import { seconds } from '../base/time'
import { formatLink, parseLink, presetOf, type Scenario } from '../scenarios'
import './rest'
import { loadShell } from './answers/terminal'
import { badge, Lab, linkNow, linkOf, opened, story } from './test-session'
import { expectOneTruth, typed } from './test-truth'

beforeAll(loadShell)

describe('opening', () => {
  it('says nothing before there is a run, and what is wrong with a link', () => {
    const lab = new Lab()
    expect(lab.ask('seek', { at: 0 })).toBe('Nothing is open yet.')
    expect(lab.ask('configure', { change: {} })).toBe('Nothing is open yet.')
    expect(lab.ask('open', { link: 'z9:x' })).toContain('codec')
  })

  it('shows the instant of the link, and whether the run is the link’s', () => {
    const lab = opened()
    lab.get('seek', { at: seconds(4) })
    const { link } = lab.get('link', { selection: 'master-1' })
    const other = new Lab().get('open', { link })
    expect(other).toMatchObject({ playhead: seconds(4), selection: 'master-1', hashMatched: true })
    expect(badge(other, 'master-1')).toBe('crashed')
    const content = parseLink(link)
    if (!content.ok) throw new Error(content.error)
    const wrong = formatLink({ ...content.value, check: { at: seconds(4), hash: '0'.repeat(16) } })
    expect(new Lab().get('open', { link: wrong }).hashMatched).toBe(false)
  })

  it('gives up what was asked about the run before', () => {
    const lab = opened()
    const seek = lab.send('seek', { at: seconds(3_000) })
    lab.get('open', { link: linkOf(story) })
    expect(lab.answerTo(seek)).toMatchObject({ type: 'superseded' })
  })

  it('the clock is the cluster’s, whenever the first fault comes', () => {
    const lab = new Lab()
    const { changed } = lab.get('open', { link: linkOf({ ...story, commands: ['1s kubectl get nodes -o yaml'] }) })
    expect(changed!.info.clockStartSeconds).toBe(9 * 3_600 + 59 * 60 + 50)
    expect(changed!.info.faultAt).toBe(seconds(3))
  })
})

describe('configure', () => {
  it('simulates the branch that is shown anew with other inputs', () => {
    const lab = opened()
    lab.get('seek', { at: seconds(1) })
    lab.get('fault', { text: 'kill master-1/etcd' })
    const shown = lab.get('configure', { change: { seed: 7 } })
    expect(shown.changed!.info).toMatchObject({ seed: 7, faults: ['1.001s kill master-1/etcd', '3s crash master-1'] })
    expect(shown.changed!.timeline.branches).toHaveLength(1)
    expectOneTruth(lab, shown)
  })
  it('refuses in a sentence and keeps the run', () => {
    const lab = opened()
    expect(lab.ask('configure', { change: { faults: ['3s explode master-1'] } })).toContain("'explode' is not a kind")
    expect(lab.ask('configure', { change: { scenario: 'none' } })).toBe("There is no scenario 'none'.")
    expect(lab.get('seek', { at: 0 }).changed).toBeNull()
  })
})

describe('editing faults', () => {
  it('makes a branch of each edit; what was before stays, and of one fault’s drafts the last', () => {
    const lab = opened()
    const before = lab.get('fault', { text: 'kill master-1/etcd' }).changed!.timeline.branches.length
    const edited = lab.get('edit-fault', { text: '3s crash master-1', to: '3.5s crash worker-1' })
    expect(edited.changed!.info.faults).toContain('3.5s crash worker-1')
    expect(edited.changed!.info.faults).not.toContain('3s crash master-1')
    expect(edited.changed!.timeline.branches).toHaveLength(before + 1)
    const again = lab.get('edit-fault', { text: '3.5s crash worker-1', to: '4s crash worker-1' })
    expect(again.changed!.timeline.branches).toHaveLength(before + 1)
    const more = lab.get('edit-fault', { text: null, to: '5s restart worker-1' })
    expect(more.changed!.info.faults.slice(-2)).toEqual(['4s crash worker-1', '5s restart worker-1'])
    expect(more.changed!.timeline.branches).toHaveLength(before + 2)
    expectOneTruth(lab, more)
    // The story as it was opened is still there.
    expect(lab.get('select-branch', { branch: 0 }).changed!.info.faults).toEqual(['3s crash master-1'])
  })
  it('refuses in a sentence and keeps the branch', () => {
    const lab = opened()
    expect(lab.ask('edit-fault', { text: null, to: '3s explode master-1' })).toContain("'explode' is not a kind")
    expect(lab.ask('edit-fault', { text: '9s heal', to: '3s heal' })).toBe(
      "There is no fault '9s heal' in this branch."
    )
    expect(lab.get('seek', { at: 0 }).changed).toBeNull()
  })
})

describe('showing', () => {
  it('seeks to an instant and to an entry', () => {
    const lab = opened()
    expect(lab.get('seek', { at: seconds(2) }).frame.now).toBe(seconds(2))
    expect(lab.get('seek', { at: 0, entry: 3_000 }).frame.entry).toBe(3_000)
    expect(lab.ask('seek', { at: 0, entry: 1e9 })).toBe('There is no entry 1000000000.')
    expect(lab.ask('seek', { at: seconds(100_000) })).toBe('A run is at most a day long.')
  })

  it('steps to the next entry, message and milestone, and back to the same', () => {
    const lab = opened()
    const { frame } = lab.get('step', { direction: 1 })
    expect(lab.get('step', { direction: 1 }).frame.entry).toBe(frame.entry + 1)
    expect(lab.get('step', { direction: -1 }).frame.entry).toBe(frame.entry)
    expect(lab.get('step', { direction: 1, only: 'milestone' }).frame.now).toBe(seconds(3))
    lab.get('seek', { at: seconds(2.5) })
    const message = lab.get('step', { direction: -1, only: 'message' }).frame
    expect(lab.get('entries', { from: message.entry, count: 1, filter: {} }).entries[0]!.kind).toBe('message')
    lab.get('seek', { at: 0 })
    let steps = 0
    while (typeof lab.ask('step', { direction: -1 }) !== 'string' && steps < 200) steps++
    expect(lab.ask('step', { direction: -1 })).toBe('This is the start of the run.')
  })

  it('goes on beyond the suggested length as long as somebody looks further', () => {
    const lab = opened()
    lab.simulateAhead()
    expect(lab.timeline()!.timeline).toMatchObject({ end: seconds(6), until: seconds(6) })
    lab.get('seek', { at: seconds(9) })
    lab.simulateAhead()
    expect(lab.timeline()!.timeline).toMatchObject({ end: seconds(19), until: seconds(19) })
  })
})

describe('acting', () => {
  it('in the past begins a branch; the old one stays', () => {
    const lab = opened()
    lab.simulateAhead()
    lab.get('seek', { at: seconds(1) })
    const shown = lab.get('fault', { text: 'crash worker-1' })
    expect(shown.revision.branch).toBe(1)
    expect(shown.frame.now).toBe(1_001_000)
    expect(shown.changed!.timeline.branches.map(({ title }) => title)).toEqual(['as it was', 'crash worker-1'])
    expectOneTruth(lab, shown)
    expect(shown.visits).toEqual({ back: true, forth: false })
  })

  it('after the end of the story the run goes on', () => {
    const lab = opened()
    lab.simulateAhead()
    lab.get('seek', { at: seconds(6) })
    expect(badge(lab.get('fault', { text: 'restart master-1' }), 'master-1')).not.toBe('crashed')
    lab.simulateAhead()
    expect(lab.timeline()!.timeline.end).toBe(seconds(66) + 1_000)
    expect(badge(lab.get('seek', { at: seconds(60) }), 'master-1')).toBe('ready')
  })

  it('at the end of a branch of one’s own is more of it; the story as it was opened stays', () => {
    const lab = opened()
    lab.simulateAhead()
    lab.get('seek', { at: seconds(6) })
    lab.get('fault', { text: 'restart master-1' })
    const end = lab.session.branch.simulation.history.end
    lab.get('seek', { at: end })
    const shown = lab.get('fault', { text: 'crash worker-1' })
    expect(shown.changed!.timeline.branches.map(({ title }) => title)).toEqual([
      'as it was',
      'restart master-1, crash worker-1'
    ])
    expectOneTruth(lab, shown)
    lab.get('select-branch', { branch: 0 })
    expect(linkNow(lab).scenario.faults).toEqual(story.faults)
  })

  it('comes before everything that was planned for later, however soon', () => {
    const lab = opened()
    lab.get('seek', { at: seconds(3) - 400 })
    const shown = lab.get('terminal', typed('kubectl create deployment d --image=nginx')).shown!
    expect(lab.session.branch.scenario.commands).toEqual(['2.999601s kubectl create deployment d --image=nginx'])
    expectOneTruth(lab, shown)
  })

  it('refuses what cannot be, and makes no branch of it', () => {
    const lab = opened()
    expect(lab.ask('fault', { text: 'crash worker-9' })).toContain('has no worker-9')
    expect(lab.ask('fault', { text: 'explode' })).toContain('not a kind of fault')
    expect(lab.ask('fault', { text: 'crash worker-1', instead: '9s crash master-1' })).toContain('still to come')
    expect(lab.session.branches!.list).toHaveLength(1)
  })
})

describe('a suggestion', () => {
  const threeMasters: Scenario = {
    ...story,
    cluster: { masters: 3, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: true }
  }
  it('is about the instant shown, and replaces the planned fault that it anticipates', () => {
    const lab = opened(threeMasters)
    const { suggestion } = lab.get('seek', { at: seconds(1) })
    expect(suggestion).toMatchObject({ title: 'Crash the leader', instead: '3s crash master-1' })
    const { fault, instead } = suggestion!
    const shown = lab.get('fault', { text: fault, instead: instead! })
    expect(shown.changed!.info.faults).toEqual([`1.001s ${fault}`])
    expectOneTruth(lab, shown)
    const machine = fault.split(' ')[1]!
    lab.get('fault', { text: `restart ${machine}` })
    expect(badge(lab.get('seek', { at: seconds(20) }), machine)).toBe('ready')
    // Another leads by now: what is suggested is that one, and nothing is planned any more.
    const later = lab.get('seek', { at: seconds(20) }).suggestion
    expect(later?.fault).not.toBe(fault)
    expect(later?.instead).toBeNull()
  })
  it('is not made where a machine is down', () => {
    expect(opened(threeMasters).get('seek', { at: seconds(4) }).suggestion).toBeNull()
  })
})

describe('what if', () => {
  const ha = { ...presetOf('ha-master-fails')!, untilSeconds: 14, workloads: [] }

  it('half a setting’s value is proposed, double where half is refused, nothing for what is no number', () => {
    const lab = opened(ha)
    const value = (setting: string) => lab.get('proposal', { setting }).value
    expect(value('etcd-election-timeout-ms')).toBe(500)
    // The renew deadline of 10 s must stay below it.
    expect(value('leader-elect-lease-duration')).toBe(30)
    expect(value('serialize-image-pulls')).toBeNull()
    expect(value('tolerationSeconds')).toBeNull()
  })

  it('runs the same from the start with another value, compares milestones, and keeps the run as a branch', () => {
    const lab = opened(ha)
    lab.get('seek', { at: seconds(13) })
    const before = lab.session.branches!.list.length
    const answer = lab.get('what-if', { setting: 'etcd-election-timeout-ms', value: 500 })
    const elected = answer.milestones.find(({ id }) => id === 'etcd-leader-elected')!
    expect(elected.before! - elected.after!).toBeGreaterThan(0.2)
    expect(lab.session.branches!.list).toHaveLength(before + 1)
    expect(lab.session.branch.id).toBe(0)
    expect(lab.get('what-if', { setting: 'etcd-election-timeout-ms', value: 500 })).toEqual(answer)
    expect(lab.session.branches!.list).toHaveLength(before + 1)
    const shown = lab.get('select-branch', { branch: answer.branch })
    expect(shown.changed!.info.flags.find(({ name }) => name === 'etcd-election-timeout-ms')!.value).toBe(500)
  })
})

describe('branches', () => {
  function acted(): Lab {
    const lab = opened()
    lab.simulateAhead()
    lab.get('seek', { at: seconds(1) })
    lab.get('fault', { text: 'crash worker-1' })
    lab.simulateAhead()
    return lab
  }

  it('what is told is that of the branch that is shown', () => {
    const lab = acted()
    const back = lab.get('select-branch', { branch: 0 })
    expect(badge(back, 'worker-1')).not.toBe('crashed')
    expect(back.changed!.info.faults).toEqual(story.faults)
    expectOneTruth(lab, back)
    // What was typed on one branch does not come along into another.
    const other = lab.get('fault', { text: 'kill master-1/etcd' })
    expect(other.changed!.info.faults).toEqual(['1.002s kill master-1/etcd', '3s crash master-1'])
    expectOneTruth(lab, other)
    expect(lab.ask('select-branch', { branch: 9 })).toBe('There is no branch 9.')
  })

  it('back and forth between what was shown', () => {
    const lab = acted()
    expect(lab.get('visit', { direction: -1 })).toMatchObject({ revision: { branch: 0 }, frame: { now: seconds(1) } })
    expectOneTruth(lab, lab.get('visit', { direction: 1 }))
    expect(lab.ask('visit', { direction: 1 })).toBe('There is nothing to go forth to.')
    lab.get('visit', { direction: -1 })
    expect(lab.ask('visit', { direction: -1 })).toBe('There is nothing to go back to.')
  })

  it('deleting one shows its parent; what was forked off it stays', () => {
    const lab = acted()
    lab.get('fault', { text: 'restart worker-1' })
    expect(lab.session.branch.id).toBe(2)
    lab.get('select-branch', { branch: 1 })
    const shown = lab.get('delete-branch', { branch: 1 })
    expect(shown.changed!.timeline.branches.map(({ id, parent }) => [id, parent])).toEqual([
      [0, null],
      [2, 0]
    ])
    expectOneTruth(lab, shown)
    expectOneTruth(lab, lab.get('select-branch', { branch: 2 }))
    expect(lab.ask('delete-branch', { branch: 0 })).toContain('cannot be deleted')
    expect(lab.ask('delete-branch', { branch: 1 })).toBe('There is no branch 1.')
  })

  it('the timeline of another branch than the page knows is never told', () => {
    const lab = acted()
    lab.get('select-branch', { branch: 0 })
    lab.timeline()
    lab.get('visit', { direction: -1 })
    lab.get('seek', { at: seconds(70) })
    const told = lab.sent.flatMap((message) => (message.type === 'timeline' ? [message] : []))
    for (const { revision, timeline } of told) expect(timeline.branch).toBe(revision.branch)
    const last = lab.timeline()!
    expect(last.revision.branch).toBe(1)
    expect(last.timeline.entries).toBe(last.revision.entries)
  })
})

describe('questions', () => {
  const lab = opened()
  lab.simulateAhead()
  lab.get('seek', { at: seconds(4) })
  it('inspect', () => {
    expect(lab.get('inspect', { target: 'master-1/etcd' }).view?.kind).toBe('etcd')
    expect(lab.get('inspect', { target: 'nothing' }).view).toBeNull()
  })
  it('entries', () => {
    const { entries, total } = lab.get('entries', { from: 0, count: 5_000, filter: {} })
    expect(entries).toHaveLength(1_000)
    expect(total).toBe(lab.session.branch.simulation.history.timeline.length)
  })
  it('why', () => {
    const { entries } = lab.get('entries', { from: 0, count: 1, filter: { text: 'crash master-1' } })
    expect(lab.get('why', { entry: entries[0]!.seq }).why[0]!.text).toContain('crash master-1')
    expect(lab.ask('why', { entry: -1 })).toBe('There is no entry -1.')
  })
  it('sequence, objects, metrics', () => {
    expect(lab.get('sequence', {}).steps).toEqual([])
    const { keys } = lab.get('objects', {})
    expect(keys.map(({ key }) => key)).toContain('/registry/nodes/worker-1')
    expect(lab.get('objects', { key: '/registry/nodes/worker-1' }).yaml).toContain('kind: Node')
    expect(lab.get('metrics', {}).times).toHaveLength(6)
  })
})

describe('a bug', () => {
  it('becomes a message with the link that reproduces it, wherever it happens', () => {
    const lab = opened()
    const { history } = lab.session.branch.simulation
    const advance = history.advance.bind(history)
    history.advance = () => {
      throw new Error('two leaders in term 3')
    }
    // While simulating ahead …
    expect(lab.session.pump()).toBe(false)
    const told = lab.sent.at(-1)!
    expect(told).toMatchObject({ type: 'crashed', id: null })
    expect(parseLink((told as { link: string }).link)).toMatchObject({ ok: true, value: { scenario: story } })
    expect(lab.session.pump()).toBe(false)
    // … and while answering.
    const id = lab.send('seek', { at: seconds(5) })
    expect(lab.answerTo(id)).toMatchObject({ type: 'crashed', id })
    history.advance = advance
    expect(lab.get('seek', { at: seconds(5) }).frame.now).toBe(seconds(5))
  })

  it('also in what is drawn', () => {
    const lab = opened()
    lab.session.pump()
    Object.defineProperty(lab.session.branch.simulation, 'breaches', {
      get: () => {
        throw new Error('cannot be drawn')
      }
    })
    lab.session.postTimeline()
    expect(lab.sent.at(-1)).toMatchObject({ type: 'crashed', id: null })
  })
})

describe('what works', () => {
  it('is asked about the instant shown, row by row, and changes nothing', () => {
    const lab = opened()
    lab.get('seek', { at: seconds(2) })
    const { hash } = lab.get('seek', { at: seconds(2) }).changed?.timeline ?? linkNow(lab).check!
    let table = lab.get('impact', {})
    expect(table.at).toBe(seconds(2))
    while (table.open > 0) table = lab.get('impact', {})
    expect(table.rows.find(({ id }) => id === 'kubectl')).toMatchObject({ status: 'ok' })
    lab.get('seek', { at: seconds(5) })
    const later = lab.get('impact', {})
    expect(later).toMatchObject({ at: seconds(5) })
    // Nothing of the instant before is told of this one.
    expect(later.rows.filter(({ status }) => status === 'ok' && later.open === 7)).toEqual([])
    lab.get('seek', { at: seconds(2) })
    expect(lab.get('impact', {})).toEqual(table)
    expect(linkNow(lab).check!.hash).toBe(hash.slice(0, 16))
  })

  it('stands beside the document only while its story is told, and not before its fault', () => {
    const lab = new Lab()
    lab.get('open', { link: 'single-master-fails' })
    const claims = () => lab.get('impact', {}).rows.filter(({ document }) => document).length
    expect(claims()).toBe(0)
    lab.get('seek', { at: seconds(12) })
    expect(claims()).toBe(8)
    lab.get('fault', { text: 'crash worker-1' })
    expect(claims()).toBe(0)
  })
})
