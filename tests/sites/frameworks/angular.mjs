// Angular: a reactive form; the user name counts when its field is left, the button sleeps while the form is invalid.
import '@angular/compiler';
import { Component, provideZonelessChangeDetection, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { bootstrapApplication } from '@angular/platform-browser';
import { send, signedIn } from './send.mjs';

class Login {
	done = signal(false);
	signedIn = signedIn;
	form = new FormGroup({
		user: new FormControl('', { validators: Validators.required, updateOn: 'blur' }),
		password: new FormControl('', Validators.required),
	});

	async submit() {
		await send(this.form.value);
		this.done.set(true);
	}
}
Component({
	selector: 'app-login', standalone: true, imports: [ReactiveFormsModule],
	template: `@if (done()) { <p id="in">{{ signedIn }}</p> } @else {
		<form [formGroup]="form" (ngSubmit)="submit()">
			<mat-label>Benutzername</mat-label><input formControlName="user" id="mat-input-0">
			<mat-label>Passwort</mat-label><input formControlName="password" type="password" id="mat-input-1">
			<button [disabled]="form.invalid" type="submit">Anmelden</button>
		</form> }`,
})(Login);
document.getElementById('app').append(document.createElement('app-login'));
void bootstrapApplication(Login, { providers: [provideZonelessChangeDetection()] });
