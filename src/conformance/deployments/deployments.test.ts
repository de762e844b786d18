import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { agrees, runDeploymentCase, type DeploymentCase } from './run'

const cases = readFileSync('src/conformance/data/deployment-cases.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as DeploymentCase)

describe('rolling updates as recorded from the real controllers', () => {
  it.each(cases)('$id: $replicas replicas, surge $maxSurge, unavailable $maxUnavailable', (recorded) => {
    const result = runDeploymentCase(recorded)
    expect(result.firstPlateau).toEqual(recorded.firstPlateau)
    expect(
      agrees(recorded, result),
      `${JSON.stringify(result.steps)}\n${JSON.stringify(recorded.stepsOneReadyAtATime)}`
    ).toBe(true)
  })
})
