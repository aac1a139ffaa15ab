/** A Salesforce org on this machine: what clients send is taken, checked and answered as Salesforce does it. */
@NullMarked
package io.casewire.localorg;

import org.jspecify.annotations.NullMarked;
