import { toJsonSchema } from '@valibot/to-json-schema'
import { expect, test } from 'vitest'
import { scenarioSchema } from './schema'

test('the JSON Schema in the repository is that of scenarios (vitest -u writes it anew)', async () => {
  const schema = { title: 'A scenario of Failover Lab', ...toJsonSchema(scenarioSchema, { typeMode: 'input' }) }
  // A file may name its schema; the simulator does not look at it.
  schema.properties = { $schema: { type: 'string' }, ...schema.properties }
  await expect(JSON.stringify(schema, null, 2) + '\n').toMatchFileSnapshot('../../public/scenario.schema.json')
})
