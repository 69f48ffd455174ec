/** ASP.NET's route templates and the order in which the Functions host tries them. */
import { describe, expect, test } from 'vitest';
import type { HostFunction } from './function-table.ts';
import { parseTemplate } from './route-template.ts';
import { createRouteTable, matchSegments } from './routes.ts';

function match(template: string, path: string): Record<string, string> | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  const params = matchSegments(parseTemplate(template), parts);
  return params && { ...params };
}

describe('templates', () => {
  test.each([
    ['invoices', 'INVOICES', {}],
    ['/invoices/', 'invoices', {}],
    ['invoices/{id}', 'invoices/7', { id: '7' }],
    ['invoices/{id?}', 'invoices', {}],
    ['invoices/{id=1}', 'invoices', { id: '1' }],
    ['files/{*rest}', 'files/a/b/c', { rest: 'a/b/c' }],
    ['files/{*rest}', 'files', {}],
    ['{id}.pdf', '7.pdf', { id: '7' }],
    ['{name}.{extension}', 'a.b.pdf', { name: 'a.b', extension: 'pdf' }],
    ['{id:int:min(1)}', '5', { id: '5' }],
    ['{id:guid?}', '', {}],
    ['{code:regex(^\\d{{3}}/?-[a-z:]+$)}', '123-a:b', { code: '123-a:b' }],
    ['{code:length(2,3)}/{x}', 'abc/1', { code: 'abc', x: '1' }],
  ])('%s matches %s', (template, path, params) => {
    expect(match(template, path)).toEqual(params);
  });

  test.each([
    ['invoices/{id}', 'invoices'],
    ['invoices/{id}', 'invoices/7/items'],
    ['{id}.pdf', '.pdf'],
    ['{id:int}', '2147483648'],
    ['{id:int}', '1.5'],
    ['{id:long}', '9223372036854775808'],
    ['{id:guid}', '7'],
    ['{id:bool}', 'yes'],
    ['{id:alpha}', 'a1'],
    ['{id:decimal}', '1,5'],
    ['{id:datetime}', 'soon'],
    ['{id:length(3)}', 'ab'],
    ['{id:minlength(3)}', 'ab'],
    ['{id:maxlength(1)}', 'ab'],
    ['{id:min(3)}', '2'],
    ['{id:max(3)}', '4'],
    ['{id:range(3,5)}', '6'],
    ['{id:regex(^a+$)}', 'b'],
  ])('%s does not match %s', (template, path) => {
    expect(match(template, path)).toBeUndefined();
  });

  test.each(['{id', '{id:nonsense}', '{id:min(x)}', '{}'])('refuses %s', (template) => {
    expect(() => parseTemplate(template)).toThrow();
  });
});

describe('the table', () => {
  const fn = (name: string, route: string, methods = ['GET'], disabled = false): HostFunction =>
    ({
      name,
      kind: 'http',
      disabled,
      trigger: { type: 'httpTrigger', route, methods },
    }) as unknown as HostFunction;

  function build(...functions: HostFunction[]): {
    errors: string[];
    warnings: string[];
    hit(path: string, method?: string): string | undefined;
  } {
    const errors: string[] = [];
    const warnings: string[] = [];
    const table = createRouteTable(functions, 'api', {
      error: (name) => errors.push(name),
      warning: (text) => warnings.push(text),
    });
    return { errors, warnings, hit: (path, method = 'GET') => table.match(method, path)?.fn.name };
  }

  test('the first match wins, and a hidden route is worth a warning', () => {
    const table = build(fn('alpha', 'items/{id}'), fn('zulu', 'items/recent'));
    expect(table.hit('/api/items/recent')).toBe('alpha');
    expect(table.warnings).toEqual(["'api/items/{id}' of 'alpha' hides 'api/items/recent' of 'zulu'."]);
  });

  test('a constraint keeps the way free', () => {
    const table = build(fn('alpha', 'items/{id:int}'), fn('zulu', 'items/recent'));
    expect(table.hit('/api/items/recent')).toBe('zulu');
    expect(table.warnings).toEqual([]);
  });

  test('the method is part of the match', () => {
    const table = build(fn('read', 'items'), fn('write', 'items', ['POST']));
    expect([
      table.hit('/api/items'),
      table.hit('/api/items', 'POST'),
      table.hit('/api/items', 'PUT'),
    ]).toEqual(['read', 'write', undefined]);
  });

  test.each(['admin', 'administrators', '/runtime/x', 'Admin/users'])('a route %s is reserved', (route) => {
    expect(build(fn('one', route)).errors).toEqual(['one']);
  });

  test('the second of two equal routes is in error', () => {
    expect(build(fn('one', 'items/{id}'), fn('two', 'Items/{id}')).errors).toEqual(['two']);
  });

  test('a broken escape in the path is taken as it is', () => {
    expect(build(fn('one', 'items/{id}')).hit('/api/items/%E0%A4%A')).toBe('one');
  });
});
