/** Templates in English, by group; `{slot}` is filled by slots.mjs or fillers.mjs. */
import { L } from './lines.mjs';

export const en = {
  written: L(`
My number is {phone}, call me anytime.
Call me back at {phone} please.
You can reach me on {phone}.
Text {phone} and say I'm running late.
Hi, this is {name}, my cell is {phone}.
Is {phone} a scam number? It keeps calling me.
I changed my number from {phone} to {phone}.
Sorry, typo, not {phone}, it's {phone}.
Save {phone} as {name}.
Emergency contact: {full}, {phone}
Ship to {full}, {addrus}, phone {phone}.
Who called me from {phone}?
Please remove {phone} from my account.
UK mobile {ukphone}, landline {ukphone}.
Ring me on {ukphone} after six.
My social is {ssn}.
SSN {ssn}, last name {last}.
Do you need my social security number? It's {ssn}.
I think someone is using my SSN, {ssn}.
For the W-9 use {ssn}.
ssn: {ssn} dob on file
My card number is {card}.
Charge it to {card}, expires next year.
The card {card} was declined twice.
I lost my debit card {card}, please block it.
Name on card {full}, number {card}.
Refund it to {card}, not the gift card.
I was charged on the card ending in {last4}.
The last four of my social are {last4}.
Last 4 digits: {last4}
It's the Visa ending {last4}.
My verification code is {code}.
I got {code} as the code, is that right?
Your one-time passcode is {code}. Don't share it.
The code you texted me was {code}.
Set the door code to {pin}.
My PIN is {pin}, it's not working at the ATM.
voicemail pin {pin}
Order {order} never arrived.
Where is my order? The number is {order}.
I want to return order number {order}.
Order ref {order}, two items missing.
Track package {track}.
My tracking number is {track} and it hasn't moved in days.
{track} says delivered but it's not here.
My member ID is {member}.
Loyalty number {member}, the points are missing.
Frequent flyer number is {member}, name {full}.
My WeChat is {wechat}, add me.
WeChat ID: {wechat}
My QQ number is {qq}.
My passport number is {pass}.
Passport {pass}, surname {last}.
I need to renew passport {pass} before the trip.
My driver's license number is {dl}.
DL# {dl}, state ID attached.
The driver's licence is {dl}, in the name of {full}.
License no. {dl} expired last week.
My Chinese ID card number is {id}.
For the visa: resident ID {id}.
The seller's ID number reads {id}
IBAN {iban}, payee {full}.
Please wire it to {iban}.
My IBAN is {iban}, BIC to follow.
The rent goes to {iban} every month.
My email is {email}.
Send the invoice to {email} please.
You can email me at {email} or call {phone}.
cc {email} and {email}
I never got the reset link at {email}.
Change my login from {email} to {email}.
Contact {name} ({email}).
My site is {url}.
Open {url} in the browser.
This link doesn't work: {url}
I uploaded the photos to {url}.
See {url} for details
My IP address is {ip}.
I can't ping {ip}.
The printer is on {ip}.
Server at {ip} keeps timing out.
ipv6 is {ip6}
Block {ip6} on the firewall.
The MAC address is {mac}.
Whitelist {mac} on the router.
device mac {mac}, ip {ip}
The IMEI is {imei}.
My phone was stolen, IMEI {imei}.
Can you check the warranty for IMEI {imei}?
MEID {meid}
The MEID on the back says {meid}.
Verizon wants the MEID, it's {meid}.
The log shows IMSI {imsi} roaming.
MAC filter has {mac} twice.
Passport no. {pass}, nationality on file.
My IMSI is {imsi}.
IMSI {imsi} won't register on the network
The SIM number is {iccid}.
ICCID {iccid}, please activate it.
eSIM iccid: {iccid}
Device ID {uuid}, logs attached.
The speaker's device id is {uuid}.
My Android ID is {aid}.
IDFA {idfa} should be opted out.
The advertising ID is {idfa}
I'm at {gps}, send help.
My coordinates are {gps}.
The car broke down near {gps}.
gps {gps}
My wifi is called {ssid}.
Connect the TV to {ssid}.
I can't connect to {ssid} from the kitchen.
network name {ssid}, password coming separately
My plate in Shanghai is {plate}.
The rental car has Chinese plate {plate}.
A car with plate number {plate} is blocking the gate.
Parking for {plate}, two hours.
`),
  spoken: L(`
My number is {phone}.
Call {phone}.
It's {phone}.
You can call me back at {phone}.
Dial {phone} for me.
My cell, it's {phone}, did you get that?
The number is {phone}, wait no, {phone}.
Text {phone} that I'm outside.
This is {name}, my number is {phone}.
Save {name}'s number, {phone}.
Yeah so it's, um, {phone}.
My UK number is {ukphone}.
Let me read it to you, {phone}.
My social is {ssn}.
Social security number {ssn}.
It's {ssn}, that's my social.
The last four of my social are {last4}.
The card ending in {last4}.
Last four digits are {last4}.
My card number is {card}.
Okay the card is {card}.
The number on the front is {card}, it's a Visa.
Put it on my card, {card}.
The code is {code}.
I got a text, the verification code says {code}.
One time passcode is {code}.
My PIN is {pin}.
Set the alarm PIN to {pin}.
Unlock the door, PIN {pin}.
My order number is {order}.
It's order {order}, I think.
Order number, let me look, {order}.
The tracking number is {track}.
Where's my package, {track}.
My member number is {member}.
My rewards account is {member}.
My passport number is {pass}.
Passport, {pass}.
Driver's license number is {dl}.
My license is {dl}, issued last year.
The IBAN is {iban}.
Send the money to {iban}.
My email is {email}.
It's {email}.
You can email me at {email}.
Send it to {email}, not my work one.
{name}'s email is {email}.
Go to {url}.
My website is {url}.
The IP address is {ip}.
Try pinging {ip}.
The router is at {ip}.
The MAC address is {mac}.
The IMEI is {imei}.
IMEI, okay, {imei}.
The MEID is {meid}.
My IMSI is {imsi}.
The SIM card number is {iccid}.
It says ICCID {iccid}.
The device ID is {aid}.
Android ID {aid}.
The device id starts with {uuid}.
I'm at {gps}.
The coordinates are {gps}.
My wifi is called {ssid}.
Connect to {ssid}.
My Chinese ID number is {id}.
My QQ is {qq}.
My WeChat ID is {wechat}.
I live at {addr} and my number is {phone}.
Deliver it to {addrplain}, phone {phone}.
`),
  words: L(`
Call {name}.
Call {name} on speaker.
Text {name} I'll be there soon.
Send a message to {name} saying happy birthday.
Tell {name} dinner is ready.
Remind me to pay {name} on Friday.
My name is {name}.
Hi, I'm {full}, I called yesterday.
This is {full} speaking.
It's under {last}.
The reservation is under {full} for four.
The name on the account is {full}.
Is {name} home?
What time does {name} land?
Schedule a meeting with {name} tomorrow at three.
Add {name} and {name} to the invite.
No, not {name}, I meant {name}.
Call {name}, sorry, {name}.
I spoke to {first} in billing last week.
Your agent {first} promised me a refund.
Book me in with {tlast}.
I have an appointment with {tlast} at ten.
{tlast} said I could reschedule.
Can you put me through to {tlast}?
My daughter {first} has a fever.
My husband {full} is also on the policy.
Read me the last message from {name}.
Play the voicemail from {name}.
When is {name}'s birthday?
Show me photos of {name}.
I owe {name} twenty bucks.
{name} wants to know if we're still on.
Did {name} call back?
Please change my last name from {last} to {last}.
The driver was called {first}, very rude.
{full} here, about the boiler.
The kids are {first}, {first} and {first}.
Email {name} and copy {tlast}.
Ask {name} to pick up milk.
Where's {first} right now?
{first}, can you hear me?
Patient is {full}, referred by {tlast}.
Set a reminder for {first}'s recital.
Mom said {first} is staying with {first} tonight.
FaceTime {first}.
I live at {addr}.
My address is {addr}.
Ship it to {addr}.
Send the package to {addrus} instead.
Deliver to {addrapt} please.
Navigate to {addr}.
Take me to {addrplain}.
Pick me up at {addrplain}.
I moved from {addr} to {addr}.
I'm at the corner of {addrcross}.
Meet me at {addrcross}.
We're at {addruk}.
The old address was {addruk}, please update it.
Billing address {addrus}, same for shipping.
Order a pizza to {addrplain}.
There's a fire at {addr}!
Set home to {addr}.
How far is {addrplain} from here?
Mail goes to {addrbox}.
{full}, {addrus}
{name} lives at {addrplain}.
The technician should come to {addrapt}, ask for {name}.
It's not {addrplain}, it's {addrplain}.
My mom's place is {addr}, send flowers there.
I grew up on, uh, {addrplain}.
`),
  negative: L(`
Set an alarm for {time}.
Wake me up at {time} on {date}.
Cancel my {time} alarm.
Set a timer for {dur}.
Remind me in {dur} to check the oven.
Remind me on {date} at {time} to take out the trash.
What's the weather in {city}?
Will it rain in {city} on {date}?
How cold is it in {city} right now?
What time is it in {country}?
What's the capital of {country}?
Set the thermostat to {temp}.
Turn on the {dev}.
Turn off the {dev} in {dur}.
Dim the {dev} to {pct}.
Volume {num}.
Set the volume to {pct}.
Play {song}.
Play {song} by {artist}.
Who sings {song}?
Shuffle songs by {artist}.
Put on {ch}.
Switch to {ch}.
What floor is the gym on, the {floor}?
Take me to the {floor}.
The meeting moved to room {room}.
I'm a guest in room {room}, can I get towels?
When does {bus} come?
Does {bus} stop at {landmark}?
Is {flight} on time?
What gate is {flight}?
How much is {stock} today?
{stock} dropped {rate}.
Did {team} win last night?
The score was {score}.
{team} lost {score}.
What's {calc}?
{calc}
How many {unit} in {unit}?
Convert {num} dollars to euros.
That's {price}, way too much.
My bill went up to {price} this month.
I want my {price} back.
Get {pct} off orders over {price}.
What happened in {year}?
Who won the World Cup in {year}?
Who was {hist}?
Tell me a story about {hist}.
Is there a {brand} near me?
{brand} has a sale, {pct} off.
How much is the {model}?
{model} versus {model}, which one is better?
It broke after I updated to {ver}.
Am I on {ver}?
How do I make {food}?
I'd like two {food} to go.
Call {kin}.
Text {kin} I'll be home at {time}.
{kin}'s birthday is {date}, add it to the calendar.
How do I get to {landmark}?
Is {landmark} busy on {date}?
Call {hot}.
What's {hot} for?
My phone number is, uh, hold on.
What's your customer service number?
I never got the verification code.
I forgot my password.
How do I find my order number?
Can I change my PIN online?
Pi is 3.14159265358979.
The speed of light is 299,792,458 meters per second.
It has {big} views already.
What's the population of {city}, like {big}?
Error code {err} keeps popping up.
I ran {dist} in {dur}.
My blood pressure is {bp}, is that ok?
Heart rate {num}.
Will you mark that as done?
Will the store be open on {date}?
May I speak to a manager?
May is always too hot in {city}.
I rose at {time} and went for a run.
Is April {num} a holiday?
Mark the first {num} emails as read.
Can you bill me later? It was {price}.
Frank answers only, is it worth {price}?
I hope it works by {date}.
What a joy, it only took {dur}.
Order a dozen roses for {cheap}.
Grace period is {dur}, right?
Chase has a {rate} savings rate.
Jack up the volume to {num}.
Let me be frank, {dur} is too long to wait.
Summer starts on {date}, doesn't it?
Drew a blank, what's {calc}?
It's art class at {time} on {date}.
Sue them for {price}? Is that even legal?
Pat the dough and bake at {bake} for {dur}.
Hey Google, good morning.
Alexa, stop.
Next song please.
Skip ahead {dur}.
Chapter {num}, page {num}.
Season {digit} episode {num}.
Lottery numbers {num} {num} {num} {num} {num} {num}.
Recipe needs {cook} of flour and {cook} of sugar.
A mortgage of {loan} at {rate} for {yrs} years.
Book a table for {digit} at {time} on {date}.
How long does shipping take, {dur}?
What time do you close on {date}?
It's been {dur} and nobody answered me.
I want a refund, not a store credit of {price}.
Is this chat with a real person or a bot?
Show me pictures from {year}.
Make the {dev} blue.
The jet lag from {city} to {city} is killing me.
White chocolate or dark, {cook} either way.
Bus fare is {cheap} now.
Is it {unit} or {unit}?
Open the window when it's above {temp}.
Add {food} and {num} eggs to my shopping list.
Cash or card, the total is {price}.
Count from one to {num}.
Ten nine eight seven six five four three two one.
Testing, testing, one two three four.
Is one three five seven nine a prime sequence?
What does dot com mean?
What's your email address?
What's the address of your head office?
Where do I find my IMEI?
How do I change my wifi name?
The doctor said take it every {dur}.
Is the professor in at {time}?
Coach seats on {flight} are {price}.
Is the pastor's sermon on {date}?
Miss the turn and it adds {dur}.
Uncle, how old is he, {num}?
Page {num}, line {num}, at the top.
Look at {num} dot points on slide {digit}.
Double check the {num} items, please.
Table {num} has been waiting {dur}.
My ticket is B{digit}, are you at B{digit} yet?
The pill is {digit}0 milligrams, twice a day.
Internet is {digit}00 megabits for {cheap} a month.
Is {digit}0 gigs enough for the {model}?
Tickets to {landmark} are {cheap}?
Take exit {num} off highway {num}.
Interstate {num} is closed until {date}.
Gas went up {rate}.
I got a {num} on the test.
Will will be spelled with one L or two, never mind.
May I have {digit} of the {food}?
April showers bring May flowers, right?
Mark my words, it'll be {cheap} by {date}.
Hunter green or forest green for the {dev}?
Ivy is growing {digit} feet a year.
Dawn is at {time} tomorrow.
The art fair opens {date}.
Jack of all trades, how does that saying go?
Faith no more songs from {year}.
`),
};
