/** English sentences that are meant for nobody, or for a skill that is not there: templates, one a line. */
export const english = `
# alarms, timers, reminders
(wake me up|get me up) (at {time}|tomorrow|early on {date})
(set|make|create) (an alarm|a wake up alarm|my alarm) (for|at) {time} [{date}]
(cancel|remove|delete|turn off) (the|my|all) (alarm|alarms) [for {date}]
(what|which) alarms (do i have|are set) [for {date}]
is (the|my) alarm (on|set) for {time}
(start|set) a timer (for|of) {duration}
how much (time is left|longer) on the timer
remind me (about|of) the (dentist|rent|birthday|parcel) (tomorrow|on {date}|at {time})
remind me to (call mum|water the plants|take out the rubbish|feed the cat) [at {time}]
# calendar
(add|put|schedule|create) (a meeting|an appointment|an event|lunch) (with {who}|called review) (on {date}|at {time}|next week)
(what is|what's) (on my calendar|my schedule|on my agenda) (today|for {date}|this week)
(do i have|are there) any (meetings|events|appointments|plans) (today|on {date}|this afternoon)
(delete|cancel|remove) (my next meeting|the event on {date}|all events|the appointment at {time})
(when|where) is (my next|the team|the budget) (meeting|appointment)
(invite|add) {who} to (the meeting|dinner) (on {date}|at {time})
(move|shift|postpone) (the meeting|my appointment) to {date}
how long (is|until) my (next meeting|holiday)
# weather, time, date
(what is|what's|how is) the (weather|forecast) (like|today|for {date}|in {city})
(will|is) it (rain|snow|be sunny|raining|cold) (today|tomorrow|in {city}|this weekend)
(do i need|should i take) (an umbrella|a coat|sunglasses) (today|tomorrow)
(what is|what's) the temperature (outside|in {city}|right now)
(what time|what's the time) is it [in {city}]
(what day|what date) is (it|today|tomorrow)
(how many days|how long) (until|till) (christmas|easter|{date})
(convert|change) {time} in {city} to (our time|local time)
(when|what day) is (easter|thanksgiving|mother's day|the next full moon)
(what time zone|which time zone) is {city} in
# news, facts, sums
(what is|what's|tell me) the (latest|news|headlines) (today|about the election|from {city}|in sports)
(read|give) me the (news|headlines|latest on technology)
(notify|alert) me when there is news about (football|climate|the company)
who (is|was) (the president|the inventor of the telephone|the author of that book|{who})
(how old|how tall|how rich) is (the queen|{who}|the oldest man)
(what is|what's) the capital of (france|peru|the country)
(where is|how far is|how big is) (mount everest|the moon|{city}|the nile)
(when was|when did) (the war|the wall|the bridge) (built|begin|end|fall)
(what is|define|what does) (the word|the meaning of) (serendipity|photosynthesis|mean)
(how do you|how to) (spell|pronounce) (necessary|rhythm|queue)
(what is|how much is) {number} (plus|times|minus|divided by) {number}
(what is|calculate) the square root of {number}
(how many|how much) (grams|ounces|litres|inches) (in|are in) a (pound|cup|gallon|metre)
(what is|what's) the (stock price|share price|exchange rate) (of the company|of the dollar|for euros)
how many (euros|yen|pounds) (do i get|are) for {number} dollars
(tell|teach) me (something|a fact|more) about (history|whales|space|{who})
(why|how) (is the sky blue|do planes fly|do cats purr|does the engine work)
# music, radio, stories, games
(play|put on|start) (some music|a song|jazz|my playlist|the new album|something by {who})
(play|start) (the radio|a podcast|the next episode|my audiobook|radio {number})
(stop|pause|resume|skip) (the music|this song|the podcast|playing)
(next|previous|another) (song|track|station|one)
(what|which) song is (this|playing)
(i like|i love|save|remember) this (song|singer|track)
(shuffle|repeat|loop) (this|the playlist|all songs)
what (kind of music|music) do (i|you) like
(let's play|start|open) (a game|chess|a quiz|trivia)
(read|continue|start) (the book|my audiobook|a bedtime story)
(turn|make) (the volume|it) (up|down|louder|quieter)
(mute|unmute|silence) (the speaker|yourself|everything) [for {duration}]
set the volume to {percentage}
# home
(turn|switch) (on|off) the (light|lights|lamp|heating|fan|socket|plug|television)
(dim|brighten|lower) the (light|lights|lamp) [in the kitchen]
(make|change|set) the (light|lights) (blue|red|warmer|to {colour})
(start|run|stop) the (vacuum|robot|dishwasher|washing machine|cleaner)
(make|brew|prepare) (me a coffee|coffee|an espresso|some tea) [at {time}]
(open|close|lock) the (door|window|curtains|blinds|garage)
set the (thermostat|heating|temperature) to {temperature}
(it is|it's) too (cold|warm|dark|bright|loud) in here
is the (door locked|oven on|light on|window open)
# food, going out
(order|get) (a pizza|some food|chinese food|sushi|a burger) (from the corner|for dinner|to my house)
(has|did) my (order|food|delivery) (arrived|come|been sent)
(does|do) (that restaurant|the pizza place|they) (deliver|do takeaway)
(how do i|how to) (cook|make|bake) (rice|pasta|an omelette|a cake)
(give|find) me a recipe (for|with) (soup|chicken|pancakes)
how long (should i|do i) (boil|bake|roast) (eggs|the chicken|potatoes)
(what can i use|is there a substitute) (instead of|for) (butter|eggs|milk)
(find|recommend|suggest) (a good restaurant|a bar|a cinema|a shop) (nearby|near me|in {city})
(what|which) (movies|films|events|concerts) are (on|playing|happening) (tonight|this weekend|in {city})
is there (a pharmacy|a park|a museum|anything fun) (nearby|around here|open now)
(book|reserve) (a table|tickets|a room|seats) (for {number}|for tonight|at {time})
# travel
(when|what time) (does|is) the (next|last|first) (train|bus|flight) (to {city}|leave)
(book|buy|get) (a train ticket|a ticket|a flight) (to {city}|from {city} to {city})
(call|order|book|get) (a taxi|a cab|a ride) (to the airport|home|for {time})
(how is|what's) the traffic (like|to work|on the motorway|now)
(how do i get|show me the way|directions) to (the station|the airport|{city})
how long (does it take|is the drive) to (work|{city}|the beach)
where did i park (my car|the car)
# mail, messages, people, posts
(do i have|are there|any) (new mail|new emails|unread messages) [from {who}]
(send|write) (an email|a mail|a message) to {who} (about the meeting|saying hello|that i am late)
(reply|answer) to (the last email|{who}|her message)
(read|open|show) my (latest|unread|last) (email|mails|message)
(call|phone|ring) (mum|the office|{who}|grandma)
(what is|what's|find) (the number|the phone number|the address|the email) of {who}
(add|save) {who} to my contacts
(tweet|post|share) (this photo|that i am happy|a complaint to the company) [on my page]
(what is|what's) (new|trending|happening) on (social media|my feed|twitter)
# lists, shopping
(add|put) (milk|eggs|bread|batteries) (to|on) (my|the) (shopping|grocery) list
(make|create|start) a (new|shopping|to do) list
(remove|delete|take) (milk|everything|the last item) (from|off) (my|the) list
(what is|what's|read) (on my list|on the shopping list|my lists)
(do i have|show me) any lists (for holidays|about work)
(buy|order) (more paper|a new phone|batteries|detergent) [online]
(where is|track) my (parcel|package|order)
how much (is|does) (the phone|a new car|that|it) (cost|online)
# to the assistant
(hello|hi|good morning|good night) [there]
(how are you|how was your day|what are you doing|who made you)
(what can you do|who are you|what is your name|are you real)
(thank you|thanks|well done|good job|nice one)
(that is|that was) (wrong|not what i asked|great|funny|enough)
(tell me|do you know) (a joke|another joke|something funny|a riddle)
(never mind|forget it|be quiet|shut up|stop it)
(i am|i feel) (bored|tired|sad|happy|sick|hungry) [today]
(can you|could you) (repeat that|say that again|explain that|speak slower)
(do you|can you) (love me|sing|dance|think|feel pain)
(sing|rap|hum) (a song|something) [for me]
# hotel, office, car
(could we|can i) have (more towels|another pillow|the bill|a late checkout)
(when|what time) is (breakfast|checkout|the pool open)
(please|could someone) (clean|make up) (my|the) room
(print|scan|copy) (this|the document|the report)
(how much|do we have enough) (petrol|fuel|battery) is left
(translate|how do you say) (good morning|thank you|where is the toilet) (in|into) (french|spanish|german)
(change|switch) to channel {number}
(who|which team) (won|is playing) (the game|last night|on {date})
(how many calories|how much sugar) (is|are) in (an apple|a banana|this)
# people among themselves
(did you|have you) (see|hear|read|finish) (the game|that|the report|what she said) (yesterday|last night)
i (told|asked|warned) (him|her|you|them) (not to|that|about it) (come|yesterday|last week)
(he|she|they) (said|thinks|told me) (it was|that's|we should) (fine|too expensive|wait)
(where|when) (did|do|will) (you|they|we) (put|leave|meet|buy) (the keys|it|us|the tickets)
(i think|i guess|maybe|honestly) (we should|you could|it would be better to) (go|leave it|try again|talk about it)
(my|your|her) (brother|mother|boss|teacher|neighbour) (is|was|called|works) (sick|at home|yesterday|in {city})
(have you|did you) (eaten|had lunch|done your homework|brushed your teeth|locked the door) [yet]
(come|get) (here|down|over here|dressed) [right now]
(dinner|lunch|breakfast) is (ready|getting cold|on the table)
the (water|rice|coffee|soup) (is already|has been) (boiling|cold|done|gone)
the (laundry|dishes|room|floor) (was|is already) (done|clean|dry|finished)
(he|she|my mum) (turned on|switched off|opened|fixed) the (light|door|window|television)
(he|she|we) (ordered|bought|sent|drank) (two coffees|a pizza|some bottles of water) [yesterday]
(don't|stop) (touch that|run|shout|worry about it|fight)
(how was|what did you do at) (school|work|the party|your weekend)
(that|this) (film|book|coffee|price|guy) (was|is) (terrible|amazing|so boring|ridiculous)
(we|i) (went|drove|flew) to (the beach|{city}|my parents) (last|on the) weekend
(i can't|i could not) (believe|find|remember|stand) (it|that|her name|this weather)
(pass|hand|give) me (the salt|that|the remote|my glasses)
(are you|is he|is she) (coming|ready|serious|listening|at home)
(yeah|right|okay|well|sure|no) (i know|exactly|of course|not really|that makes sense)
(you know|i mean|look) (it's not|that's|he's) (fair|the point|easy|wrong)
(the kids|the dog|the neighbours) (are|is|were) (sleeping|so loud|in the garden|hungry)
(shall we|let's|do you want to) (go|eat|watch something|leave|take a walk) [now]
(i have to|i need to|i should) (work late|see the doctor|pick up the kids|lose some weight) [{date}]
(it|she|the car) (cost|took|lasted) (too much|forever|about {number} minutes|{duration})
(what|who) do you (want|think|mean|like) (for dinner|of him|by that|more)
(happy birthday|congratulations|good luck|get well soon|see you later|bye)
(excuse me|sorry|pardon) (i did not hear you|is this seat taken|you dropped this|could you move)
# screens and stage
(and now|coming up next|stay with us for) (the weather|sports|the news at {time}|our guest)
(the minister|the government|the police|the company) (said|announced|denied) (on {date}|new plans|that taxes will rise)
(shares|prices|temperatures) (fell|rose|are expected to rise) (by {percentage}|today|this week)
(goal|penalty|foul|he shoots) (for the home team|in the last minute|and he scores|what a save)
(previously|tonight|this summer) (on the show|in theatres|a story of love and war)
(drop|put down) (the gun|your weapon|the knife) [now]
(i will never|you must never|we can never) (leave you|go back|forgive them|surrender)
(ladies and gentlemen|dear viewers|my friends) (welcome|good evening|please welcome our next guest)
(buy|get) (one get one free|yours today|it while stocks last)
(once upon a time|long ago|in a faraway land) (there was a king|there lived a fox|a girl found a door)
`;
