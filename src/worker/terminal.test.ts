import { beforeAll, describe, expect, it } from 'vitest'
import { seconds } from '../base/time'
import { createSimulation } from '../sim'
import './rest'
import { loadShell } from './answers/terminal'
import { opened, story } from './test-session'
import { expectOneTruth, typed } from './test-truth'

beforeAll(loadShell)

describe('kubectl', () => {
  it('that only reads leaves no branch, says what it would say, and is remembered', () => {
    const lab = opened()
    lab.get('seek', { at: seconds(1) })
    const read = lab.get('terminal', typed('kubectl get nodes'))
    expect(read).toMatchObject({ runs: false, code: 0, shown: null })
    expect(read.said[0]!.text).toMatch(/NAME +STATUS +ROLES +AGE +VERSION/)
    expect(lab.session.branches!.list).toHaveLength(1)
    expect(lab.session.shown).toBe(seconds(1))
    const before = lab.session.branch.simulation.history.timeline.digest()
    expect(lab.get('terminal', typed('kubectl get nodes'))).toEqual(read)
    expect(lab.session.branch.simulation.history.timeline.digest()).toBe(before)
    // The same line as an act prints the same.
    const spec = lab.session.branch.simulation.spec
    const fresh = createSimulation({ ...spec, kubectl: [{ at: seconds(1) + 1_000, line: 'get nodes' }] })
    fresh.history.advance(seconds(3))
    const printed = fresh.history.timeline.facts.flatMap((fact) =>
      fact.fact === 'kubectl-output' && fact.at > 0 ? [fact.detail.text] : []
    )
    expect(printed).toEqual(read.said.map(({ text }) => text))
  })

  it('that acts makes a branch, and the playhead stands where its output was complete', () => {
    const lab = opened()
    const { said, shown } = lab.get('terminal', typed('kubectl create deployment d --image=nginx'))
    expect(said.map(({ text }) => text)).toEqual(['deployment.apps/d created\n'])
    expect(shown!.revision.branch).toBe(1)
    expect(shown!.frame.now).toBeGreaterThan(0)
    expectOneTruth(lab, shown!)
  })

  it('a question about later asks the branch that is shown', () => {
    const lab = opened({ ...story, faults: [] })
    lab.get('terminal', typed('kubectl create deployment d --image=nginx'))
    expect(lab.get('terminal', typed('kubectl get deployments')).said[0]!.text).toContain('d ')
    lab.get('select-branch', { branch: 0 })
    expect(lab.get('terminal', typed('kubectl get deployments')).said[0]!.text).toContain('No resources found')
  })

  it('that follows says more as the playhead goes on, and what it said then when it goes back', () => {
    const lab = opened({ ...story, faults: [], untilSeconds: 20 })
    lab.get('terminal', typed('kubectl create deployment d --image=nginx'))
    const since = lab.session.shown
    const line = 'kubectl get pods -w | grep -c Running'
    const first = lab.get('terminal', typed(line))
    expect(first).toMatchObject({ runs: true, shown: null, since })
    const at = (playhead: number) => {
      lab.get('seek', { at: playhead })
      return lab
        .get('terminal', { ...typed(line), since })
        .said.map(({ text }) => text)
        .join('')
    }
    const later = at(since + seconds(15))
    expect(Number(later)).toBeGreaterThan(0)
    expect(at(since + 500)).toBe('0\n')
    expect(at(since + seconds(15))).toBe(later)
    expect(lab.session.branches!.list).toHaveLength(2)
  })

  it('writes with what it reads: the link holds files and here-documents', () => {
    const lab = opened({ ...story, faults: [] })
    const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n'
    const { said, shown } = lab.get('terminal', typed(`kubectl apply -f - <<EOF\n${manifest}EOF\n`))
    expect(said.map(({ text }) => text)).toEqual(['configmap/a created\n'])
    expectOneTruth(lab, shown!)
    const shell = { ...typed('').shell, files: { 'b.yaml': manifest.replace('name: a', 'name: b') } }
    const both = lab.get('terminal', { line: 'kubectl apply -f b.yaml && kubectl get cm -o name | grep /[ab]$', shell })
    expect(both.said.map(({ text }) => text)).toEqual(['configmap/b created\n', 'configmap/a\nconfigmap/b\n'])
    expectOneTruth(lab, both.shown!)
  })

  it.each(['sleep 5', 'kubectl rollout status deployment/d', 'kubectl wait --for=condition=Available deployment/d'])(
    '%s leaves the playhead where it ended, and no branch',
    (line) => {
      const lab = opened({ ...story, faults: [] })
      lab.get('terminal', typed('kubectl create deployment d --image=nginx'))
      const before = lab.session.shown
      const { shown, acted, code } = lab.get('terminal', typed(line))
      expect(code).toBe(0)
      expect(shown!.frame.now).toBeGreaterThan(before + seconds(1))
      expect(acted).toBe(false)
      expect(lab.session.branches!.list).toHaveLength(2)
      if (line.startsWith('kubectl'))
        expect(lab.get('terminal', typed('kubectl get deployment d')).said[0]!.text).toContain('1/1')
    }
  )

  it('a line that is not ended waits for more', () => {
    expect(opened().get('terminal', typed('cat <<EOF'))).toMatchObject({ unfinished: true, said: [] })
    expect(opened().get('terminal', typed("echo 'a"))).toMatchObject({ unfinished: true })
  })
})
