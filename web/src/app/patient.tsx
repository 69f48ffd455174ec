/** The patients' entry: no sign-in, no router, as little code as possible. */
import { PatientApp } from '../features/public/PatientApp.tsx';
import { takePlace } from '../features/public/place.ts';
import { mount } from './Root.tsx';

mount(<PatientApp opened={takePlace()} />);
