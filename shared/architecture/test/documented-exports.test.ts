import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Declaration, Span } from 'oxc-parser';
import { type SourceFile, sourceFiles } from './support/source.ts';

it('explains what each file of shared/*/src exports', () => {
  const unexplained = sourceFiles('shared/*/src/**/*.ts').flatMap((file) =>
    file.program.body.flatMap((statement) => {
      if (statement.type !== 'ExportNamedDeclaration' || !statement.declaration) return [];
      const { declaration } = statement;
      if (isExplained(declaration, statement, file)) return [];
      return [`${file.path}: ${namesOf(declaration)}`];
    }),
  );
  assert.deepEqual(unexplained, []);
});

/** An interface says what it is by its members, when each of them is explained. */
function isExplained(declaration: Declaration, at: Span, file: SourceFile): boolean {
  if (hasDocComment(at, file)) return true;
  if (declaration.type !== 'TSInterfaceDeclaration') return false;
  const members = declaration.body.body;
  return members.length > 0 && members.every((member) => hasDocComment(member, file));
}

/** Whether a doc comment ends right before it. */
function hasDocComment({ start }: Span, { text, comments }: SourceFile): boolean {
  return comments.some(
    ({ type, value, end }) =>
      type === 'Block' &&
      value.startsWith('*') &&
      end <= start &&
      text.slice(end, start).trim() === '',
  );
}

function namesOf(declaration: Declaration): string {
  if (declaration.type === 'VariableDeclaration') {
    return declaration.declarations
      .map(({ id }) => (id.type === 'Identifier' ? id.name : '…'))
      .join(', ');
  }
  const { id } = declaration;
  return id?.type === 'Identifier' ? id.name : '…';
}
