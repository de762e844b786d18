import { expect, it } from 'vitest'
import { fileNames, otherNames, programsOfPeople, textNames } from './later'

it('the names that are known before the programs are loaded are those of the programs', () => {
  expect([...fileNames, ...textNames, ...otherNames].toSorted()).toEqual(
    Object.keys(programsOfPeople().programs).toSorted()
  )
})
