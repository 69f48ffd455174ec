/** Imported first: zod must not compile code at run time, which the content security policy forbids. */
import * as z from 'zod';

z.config({ jitless: true });
