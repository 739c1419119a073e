/** Writes the files in docs/ that come from the schema: `npx tsx src/scenario/writeDocs.ts`. */
import { writeFileSync } from 'node:fs';
import { generatedDocs } from './generatedDocs.ts';

for (const { path, content } of generatedDocs()) writeFileSync(path, content);
