import { stringify } from 'yaml'
import type { Run } from './run'

/** The inputs as a scenario file: the command line and the page read it (`public/scenario.schema.json`). */
export const scenarioFile = ({ scenario }: Run): string => stringify(scenario, { aliasDuplicateObjects: false })
