/** The staff portal's entry. */
import './zod-setup.ts';
import { RouterProvider } from 'react-router/dom';
import { session } from '../session/current.ts';
import { mount } from './Root.tsx';
import { router } from './routes.tsx';

void session.start();
mount(<RouterProvider router={router} />);
