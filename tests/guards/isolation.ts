/** Finds, in a source file of the portal, texts of people that stand among other words without isolation. */
import ts from 'typescript';

/** Fields of replies and forms that hold what someone typed, or what a service said about it. */
export const TYPED = new Set([
  ...['patient_name', 'requested_by_name', 'decided_by_name', 'actor_name', 'actor', 'name', 'clinicName'],
  ...['staff_name', 'undone_by_name', 'created_by_name', 'sentence'],
  ...['email', 'phone', 'address', 'description', 'note', 'notes', 'accepted_note', 'reference', 'summary'],
  ...['postal_address', 'external_id', 'tax_number'],
  ...['system', 'location', 'licence_number', 'discount_reason', 'tax_exempt_reason'],
  // The names of an item of the price list, by language.
  ...['category', 'code_system', 'price_reason', 'en', 'es'],
  ...['legal_name', 'postal_address', 'bank_details'],
  ...['reason', 'decision_reason', 'cancel_reason', 'reversal_reason', 'query'],
  ...['detail', 'last_error', 'failure_message', 'failure_reason', 'next_step', 'warning', 'agent'],
]);

/** Attributes that are read out or shown. */
const SHOWN = new Set(['aria-label', 'aria-description', 'alt', 'title', 'label', 'placeholder', 'hint']);
/** Components that isolate these texts themselves. */
const ISOLATING = new Set(['PageHeader']);
/** What only passes a text on. */
const TRANSPARENT = new Set(['String', 'trim', 'capitalized', 'sentences', 'join']);

/** `file:line: source` of each text that is not isolated. */
export function mixedTexts(file: ts.SourceFile): string[] {
  const found: string[] = [];
  const report = (node: ts.Node) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${file.fileName}:${line + 1}: ${node.getText().slice(0, 120)}`);
  };
  const visit = (node: ts.Node): void => {
    if (isMixed(node)) report(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isMixed(node: ts.Node): boolean {
  if (ts.isJsxExpression(node) && node.expression && holdsTyped(node.expression)) {
    return ts.isJsxAttribute(node.parent) ? isShown(node.parent) : !isBdi(node.parent);
  }
  if (ts.isTemplateExpression(node) && !isAddress(node)) {
    return node.templateSpans.some(({ expression }) => holdsTyped(expression));
  }
  return (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.PlusToken &&
    holdsTyped(node.left, node.right)
  );
}

/** A path of a page, of the API or of a form's field. */
const isAddress = ({ head }: ts.TemplateExpression): boolean =>
  /^(\/|\?|#|mailto:|tel:|[a-z]+\.$)/.test(head.text);

const isBdi = (node: ts.Node): boolean =>
  ts.isJsxElement(node) && node.openingElement.tagName.getText() === 'bdi';

function isShown(attribute: ts.JsxAttribute): boolean {
  const element = attribute.parent.parent.tagName.getText();
  return SHOWN.has(attribute.name.getText()) && !ISOLATING.has(element);
}

/** Whether one of the expressions is, or may be, a text that someone typed. */
function holdsTyped(...expressions: ts.Expression[]): boolean {
  return expressions.some((expression) => valuesOf(expression).some(isTyped));
}

const isTyped = (value: ts.Expression): boolean =>
  (ts.isIdentifier(value) && TYPED.has(value.text)) ||
  // What stands in a table of words is ours.
  (ts.isPropertyAccessExpression(value) &&
    TYPED.has(value.name.text) &&
    !ts.isElementAccessExpression(value.expression));

/** What the expression can come to. */
function valuesOf(expression: ts.Expression): ts.Expression[] {
  if (ts.isParenthesizedExpression(expression) || ts.isNonNullExpression(expression))
    return valuesOf(expression.expression);
  if (ts.isConditionalExpression(expression))
    return [...valuesOf(expression.whenTrue), ...valuesOf(expression.whenFalse)];
  if (ts.isBinaryExpression(expression)) {
    // A sum is found by itself.
    if (expression.operatorToken.kind === ts.SyntaxKind.PlusToken) return [];
    const left =
      expression.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken
        ? []
        : valuesOf(expression.left);
    return [...left, ...valuesOf(expression.right)];
  }
  if (ts.isCallExpression(expression)) return valuesOfCall(expression);
  return [expression];
}

function valuesOfCall({ expression: called, arguments: given }: ts.CallExpression): ts.Expression[] {
  if (ts.isPropertyAccessExpression(called) && TRANSPARENT.has(called.name.text))
    return valuesOf(called.expression);
  return ts.isIdentifier(called) && TRANSPARENT.has(called.text)
    ? given.flatMap((each) => valuesOf(each))
    : [];
}
