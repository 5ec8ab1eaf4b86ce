package fill

// english is what customers from abroad say, and what they are told.
var english = language{
	locale: "en",
	topics: []topic{
		{
			subject: "Delivery",
			context: "delivery",
			opening: sentences(
				"Where is my parcel? The order number is {order}.",
				"I have been waiting for {days} days and the tracking of {parcel} doesn't move.",
				"Do you ship to {city}?",
				"Customs want papers for parcel {parcel}, can you help?",
			),
			asking: sentences(
				"When will it arrive?", "The address is {street}, {city}.", "I leave on Friday, so it is urgent.", "The courier says they never got it.",
			),
			answering: sentences(
				"Let me check where the parcel is.", "Parcel {parcel} is on its way and should arrive within {days} days.",
				"We have opened a case with {courier}.", "I have sent the customs papers to {email}.",
			),
		},
		{
			subject: "Return",
			context: "return",
			opening: sentences(
				"I would like to return order {order}.", "The size {size} is too small, can I exchange it?",
				"I sent it back {days} days ago and have not been refunded.", "The {product} arrived broken.",
			),
			asking: sentences("Who pays for the return?", "I paid {amount} by card.", "I can send pictures.", "The claim number is {claim}."),
			answering: sentences(
				"You have 30 days to return it.", "The refund of {amount} was made today.", "I have registered claim {claim}.",
				"We can send size {size} at once.",
			),
		},
		{
			subject: "Product",
			context: "product",
			opening: sentences("Is the {product} available in {size}?", "When will {colour} be back in stock?", "What is the difference between the two models?"),
			asking:  sentences("And in {colour}?", "The code on the tag is {ean}.", "Is it real wool?"),
			answering: sentences(
				"Yes, {days} pieces are left.", "New stock comes next week.", "Size {size} fits best, by our chart.",
			),
		},
	},
	greetings: sentences("Hello,", "Hi,", "Good morning,", "Dear Sir or Madam,"),
	replies:   sentences("Thank you.", "Ok.", "Yes.", "Great, thanks a lot!", "No, not yet.", "My phone is {phone}.", "Please write to {email}.", "It is order {order}."),
	courtesies: sentences(
		"Hello, this is {agent}, how can I help?", "One moment, please.", "Is there anything else I can do?", "Thank you for your patience.",
		"I am sorry for the trouble.", "Could you give me the order number, please?",
	),
	notes:   polish.notes,
	colours: []string{"black", "navy", "white", "grey", "green", "red", "brown"},
	goods:   []string{"winter jacket", "hiking boots", "summer dress", "wool hat", "leather gloves", "linen shirt", "sleeping bag", "head torch", "coffee maker"},
}
