/** The patients' entry: no sign-in, no router, as little code as possible. */
import { PatientApp } from '../features/patient-invoice/PatientApp.tsx';
import { takePlace } from '../features/patient-invoice/place.ts';
import { mount } from './Root.tsx';

mount(<PatientApp opened={takePlace()} />);
