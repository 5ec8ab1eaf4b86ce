// Eval prints how often the built-in classifier is right about the labelled messages of classify/testdata: the half it
// was tuned on and the half that was held out.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"rozmowa/classify"
	"rozmowa/classify/measure"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "eval:", err)
		os.Exit(1)
	}
}

func run() error {
	folder := flag.String("messages", "classify/testdata", "where the labelled messages are")
	only := flag.String("half", "", "dev, test or fresh: these alone")
	wrong := flag.Bool("wrong", false, "print the messages of the half dev it is wrong about")
	flag.Parse()
	classify.Prepare()
	for _, half := range []measure.Half{measure.Dev, measure.Test} {
		if *only != "" && *only != string(half) {
			continue
		}
		var all []classify.Label
		for _, set := range measure.Sets {
			messages, err := ofSet(*folder, set, half)
			if err != nil {
				return err
			}
			all = append(all, messages...)
		}
		show(string(half), all)
		if *wrong && half == measure.Dev {
			for _, line := range judge(all).Wrong {
				fmt.Println(line)
			}
		}
	}
	if *only != "" && *only != measure.Fresh {
		return nil
	}
	fresh, err := ofSet(*folder, measure.Fresh, measure.Dev, measure.Test)
	if err != nil {
		return err
	}
	show(measure.Fresh, fresh)
	return nil
}

// ofSet reads halves of a set in both languages, and prints how they do.
func ofSet(folder, set string, halves ...measure.Half) (all []classify.Label, err error) {
	for _, language := range []string{"pl", "en"} {
		var some []classify.Label
		for _, half := range halves {
			messages, err := measure.Messages(folder, set, language, half)
			if err != nil {
				return nil, err
			}
			some = append(some, messages...)
		}
		r := judge(some)
		fmt.Printf("%s.%s, %v: %d messages, sentiment %.3f, context %.3f\n", set, language, halves, len(some),
			r.Sentiment.Accuracy(), r.Context.Accuracy())
		all = append(all, some...)
	}
	return all, nil
}

func show(title string, messages []classify.Label) {
	r := judge(messages)
	fmt.Printf("\n%s, sentiment: %v\n%s, context: %v\n%v a message\n\n", title, &r.Sentiment, title, &r.Context,
		r.Elapsed/time.Duration(max(len(messages), 1)))
}

func judge(messages []classify.Label) measure.Report {
	return measure.Of(messages, func(text string) classify.Result { return classify.Text(text, classify.Examples{}) })
}
